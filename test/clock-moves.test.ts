import { Keyv } from 'keyv';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { TemporaryError } from '../src/domain/errors.ts';
import { createRateLimiter, createSlidingWindow, sleepUntil } from '../src/lib/rate-limiter.ts';
import { exponential, retry } from '../src/lib/retry.ts';
import { settleWithin } from '../src/lib/timeout.ts';
import { createOpenAi } from '../src/llm/openai.ts';
import { errorReply, startOpenAi } from './emulators/openai.ts';
import { createTestClock } from './fixtures/clock.ts';
import { createTestLog } from './fixtures/log.ts';
import { makePaper } from './fixtures/papers.ts';

/** The wall clock is set forward or back (docs/architecture.md, rule 20): a time server, an operator, a resumed VM. */
const HOUR = 3_600_000;
const MOVES: readonly [string, number][] = [
  ['forward', HOUR],
  ['back', -HOUR],
];
const { signal } = new AbortController();

describe.each(MOVES)('the wall clock is set an hour %s: waits of this process', (_way, move) => {
  test('a rate limiter gives its next turn when it would have', async () => {
    const clock = createTestClock();
    const turn = createRateLimiter(clock, { everyMs: 100, burst: 1 });
    await turn(signal);
    clock.moveWall(move);
    await turn(signal);
    await turn(signal);
    expect(clock.waits).toEqual([100, 100]);
  });

  test('a sliding window says how long it is full', () => {
    const clock = createTestClock();
    const take = createSlidingWindow(clock, { limit: 1, withinMs: 1_000 });
    expect([take(), take()]).toEqual([0, 1_000]);
    clock.moveWall(move);
    expect(take()).toBe(1_000);
    clock.advance(1_000);
    expect(take()).toBe(0);
  });

  test('a sleep until an instant lasts as long as it was meant to', async () => {
    const clock = createTestClock();
    const sleep = async (ms: number) => {
      await clock.sleep(ms);
      clock.moveWall(move);
    };
    await sleepUntil({ elapsed: clock.elapsed, sleep }, 100, signal);
    expect(clock.waits).toEqual([100]);
  });

  test('a retry keeps its pauses and its total time', async () => {
    const clock = createTestClock();
    const attempts = retry(() => Promise.reject(new Error('down')), {
      clock,
      policy: { attempts: 9, delayMs: exponential(100), totalMs: 700 },
      shouldRetry: () => ({}),
      onRetry: () => clock.moveWall(move),
    });
    await expect(attempts).rejects.toThrow('down');
    expect(clock.waits).toEqual([100, 200, 400]);
  });

  test('a timeout ends when it would have', async () => {
    const clock = createTestClock();
    const ended = settleWithin(clock, 1_000, [new Promise(() => {})]);
    clock.moveWall(move);
    await ended;
    expect(clock.elapsed()).toBe(1_000);
  });

  test("the model server's rate limit lasts as long as it said", async () => {
    const busy = errorReply(429, 'slow down', null, { 'retry-after': '600' });
    const server = await startOpenAi({ reply: () => busy });
    onTestFinished(server.close);
    const clock = createTestClock();
    const { summarize } = createOpenAi(
      { clock, log: createTestLog(), cache: new Keyv(), onUsage: () => {}, random: () => 1 },
      { baseUrl: server.url, apiKey: 'key', model: 'm', timeoutMs: 60_000, claimCheck: null },
    );
    const limitedFor = () =>
      summarize(makePaper()).then(
        () => expect.unreachable('a summary'),
        (error: TemporaryError) => error.retryAfterMs,
      );
    expect(await limitedFor()).toBe(600_000);
    clock.moveWall(move);
    clock.advance(100_000);
    expect(await limitedFor()).toBe(500_000);
    expect(server.requests).toHaveLength(1);
  });
});
