import { describe, expect, test } from 'vitest';
import { createRateLimiter, createSlidingWindow, sleepUntil } from '../../src/lib/rate-limiter.ts';
import { createTestClock } from '../fixtures/clock.ts';

const { signal } = new AbortController();
/** Returns the largest number of instants that fall in any period shorter than `ms`. */
const mostWithin = (ms: number, instants: readonly number[]) =>
  Math.max(...instants.map((from) => instants.filter((at) => at >= from && at < from + ms).length));

describe('a rate limiter', () => {
  test('grants a burst after an idle period, then evenly spaced turns', async () => {
    const clock = createTestClock(0);
    const turn = createRateLimiter(clock, { everyMs: 100, burst: 3 });
    const at: number[] = [];
    const take = async (times: number) => {
      for (let n = 0; n < times; n += 1) await turn(signal).then(() => at.push(clock.now()));
    };
    await take(6);
    expect(at.splice(0)).toEqual([0, 0, 0, 100, 200, 300]);
    clock.advance(10_000);
    await take(4);
    expect(at).toEqual([10_300, 10_300, 10_300, 10_400]);
  });

  test('grants turns in the order of the calls, never more in a second than allowed', async () => {
    const clock = createTestClock(0);
    // Some timers fire late, as when garbage collection or the disk blocks the event loop.
    let sleeps = 0;
    const sleep = async (ms: number) => {
      sleeps += 1;
      await clock.sleep(ms + (sleeps % 200 === 0 ? 350 : sleeps % 3));
    };
    const turn = createRateLimiter({ ...clock, sleep }, { everyMs: 1_000 / 47, burst: 2 });
    const order: number[] = [];
    const at: number[] = [];
    const take = async (n: number) => {
      await turn(signal);
      order.push(n);
      at.push(clock.now());
    };
    await Promise.all(Array.from({ length: 600 }, (_, n) => take(n)));
    expect(order).toEqual(Array.from({ length: 600 }, (_, n) => n));
    expect(mostWithin(1_000, at)).toBeLessThanOrEqual(49);
    expect(mostWithin(1_000, at)).toBeGreaterThanOrEqual(46);
  });

  test('loses no turn if timers are late by less than the time between two turns', async () => {
    const clock = createTestClock(0);
    const sleep = (ms: number) => clock.sleep(ms + 15);
    const turn = createRateLimiter({ ...clock, sleep }, { everyMs: 20, burst: 2 });
    for (let n = 0; n < 501; n += 1) await turn(signal);
    expect(clock.now()).toBeLessThanOrEqual(500 * 20 + 15);
  });

  test("ends with the waiting caller's signal, and continues for the others", async () => {
    const clock = createTestClock(0);
    const turn = createRateLimiter(clock, { everyMs: 100, burst: 1 });
    const stopped = AbortSignal.abort(new Error('stopping'));
    await turn(signal);
    await expect(turn(stopped)).rejects.toThrow('stopping');
    await turn(signal);
    expect(clock.now()).toBe(100);
  });
});

test('a sliding window grants all permits immediately, and never more than its limit within its time', () => {
  const clock = createTestClock(0);
  const take = createSlidingWindow(clock, { limit: 3, withinMs: 1_000 });
  expect([take(), take()]).toEqual([0, 0]);
  clock.advance(400);
  expect([take(), take()]).toEqual([0, 600]);
  clock.advance(599);
  expect(take()).toBe(1);
  clock.advance(1);
  expect([take(), take(), take()]).toEqual([0, 0, 400]);
});

test('a timer that fires early is followed by another wait', async () => {
  const clock = createTestClock();
  const sleep = (ms: number) => clock.sleep(ms > 2 ? ms - 2 : ms);
  await sleepUntil({ elapsed: clock.elapsed, sleep }, 100, signal);
  expect(clock.elapsed()).toBe(100);
});
