import { expect, test } from 'vitest';
import { createRequestRateLimiter } from '../../../../src/platforms/discord/api/rate-limiter.ts';
import { createTestClock } from '../../../fixtures/clock.ts';

const { signal } = new AbortController();
const SECOND = 1_000;
/** Discord's limit per second. */
const ALLOWED = 50;

/** Sends `count` requests, the nth of which takes `takes(n)` ms. Returns their arrival times, sorted. */
async function send(count: number, takes: (n: number) => number): Promise<number[]> {
  const clock = createTestClock(0);
  const limited = createRequestRateLimiter(clock);
  const came: number[] = [];
  const underway: Promise<void>[] = [];
  const answers: { readonly at: number; readonly answer: () => void }[] = [];
  // Only sleeps advance the time; responses that are due after a sleep are delivered before the sleep returns.
  const sleep = clock.sleep;
  clock.sleep = async (ms) => {
    await sleep(ms);
    for (const { at, answer } of answers) if (at <= clock.now()) answer();
    await new Promise(setImmediate);
  };
  for (let n = 0; n < count; n += 1) {
    const sent = Promise.withResolvers<void>();
    const request = limited(signal, () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      const at = clock.now() + takes(n);
      came.push(at);
      answers.push({ at, answer: resolve });
      sent.resolve();
      return promise;
    });
    underway.push(request);
    await sent.promise;
  }
  for (const { answer } of answers) answer();
  await Promise.all(underway);
  return came.toSorted((a, b) => a - b);
}

const mostWithinASecond = (instants: readonly number[]) =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + SECOND).length));

test.each([5, 200])(
  "requests that take %i ms each use more than nine tenths of Discord's limit, and never exceed it",
  async (ms) => {
    const came = await send(600, () => ms);
    const seconds = ((came.at(-1) ?? 0) - (came[0] ?? 0)) / SECOND;
    expect(came.length / seconds).toBeGreaterThan(0.9 * ALLOWED);
    expect(mostWithinASecond(came)).toBeLessThan(ALLOWED);
  },
);

test('requests that are delayed on their way do not exceed the limit together with later ones', async () => {
  // In each group of 200, the first requests are slower than the later ones, so they arrive together.
  const came = await send(600, (n) => (n % 200 < 40 ? 400 : 20));
  expect(mostWithinASecond(came)).toBeLessThanOrEqual(ALLOWED);
});

test('a slow request does not delay others', async () => {
  const came = await send(300, (n) => (n % 10 === 0 ? 6_000 : 20));
  const quick = came.slice(0, 270);
  const seconds = ((quick.at(-1) ?? 0) - (quick[0] ?? 0)) / SECOND;
  expect(quick.length / seconds).toBeGreaterThan(30);
});

test('a request that fails frees its slot, and keeps its own error', async () => {
  const limited = createRequestRateLimiter(createTestClock(0));
  await expect(limited(signal, () => Promise.reject(new Error('reset')))).rejects.toThrow('reset');
  await expect(limited(signal, async () => 'answer')).resolves.toBe('answer');
  await expect(limited(AbortSignal.abort(new Error('stopping')), async () => 'answer')).rejects.toThrow(
    'stopping',
  );
});
