import { describe, expect, test } from 'vitest';
import { exponential, type RetryOptions, type RetryPolicy, retry } from '../../src/lib/retry.ts';
import { createTestClock } from '../fixtures/clock.ts';

/** Prepares work that fails `failures` times, then returns the number of the attempt. */
function open(failures: number, policy: Partial<RetryPolicy> = {}, more: Partial<RetryOptions> = {}) {
  const clock = createTestClock();
  const work = async (attempt: number) => {
    if (attempt <= failures) throw new Error(`failure ${attempt}`);
    return attempt;
  };
  const run = () =>
    retry(work, {
      clock,
      policy: { attempts: 4, delayMs: exponential(100), ...policy },
      shouldRetry: () => ({}),
      ...more,
    });
  return { clock, run };
}

describe('retry', () => {
  test('does not wait if the first attempt succeeds', async () => {
    const { clock, run } = open(0);
    expect(await run()).toBe(1);
    expect(clock.waits).toEqual([]);
  });

  test('waits longer before each attempt, and reports each pause', async () => {
    const told: unknown[] = [];
    const { clock, run } = open(3, {}, { onRetry: ({ attempt, delayMs }) => told.push([attempt, delayMs]) });
    expect(await run()).toBe(4);
    expect(clock.waits).toEqual([100, 200, 400]);
    expect(told).toEqual([
      [1, 100],
      [2, 200],
      [3, 400],
    ]);
  });

  test('throws the last error when the attempts are used up', async () => {
    const { clock, run } = open(9);
    await expect(run()).rejects.toThrow('failure 4');
    expect(clock.waits).toEqual([100, 200, 400]);
  });

  test('immediately throws an error that must not be retried', async () => {
    const { clock, run } = open(1, {}, { shouldRetry: () => null });
    await expect(run()).rejects.toThrow('failure 1');
    expect(clock.waits).toEqual([]);
  });

  test('waits as long as the server asks', async () => {
    const { clock, run } = open(2, {}, { shouldRetry: () => ({ afterMs: 7_000 }) });
    expect(await run()).toBe(3);
    expect(clock.waits).toEqual([7_000, 7_000]);
  });

  test('leaves a pause that is too long to the caller', async () => {
    const { clock, run } = open(1, { maxDelayMs: 6_999 }, { shouldRetry: () => ({ afterMs: 7_000 }) });
    await expect(run()).rejects.toThrow('failure 1');
    expect(clock.waits).toEqual([]);
    const { run: runShorter } = open(1, { maxDelayMs: 7_000 }, { shouldRetry: () => ({ afterMs: 7_000 }) });
    expect(await runShorter()).toBe(2);
  });

  test('starts no attempt after its total time', async () => {
    const { clock, run } = open(3, { totalMs: 300 });
    await expect(run()).rejects.toThrow('failure 3');
    expect(clock.waits).toEqual([100, 200]);
  });

  test('counts its total time by the monotonic clock', async () => {
    for (const hours of [1, -1]) {
      const { clock, run } = open(3, { totalMs: 700 });
      const moved = run();
      clock.moveWall(hours * 3_600_000);
      expect(await moved).toBe(4);
    }
  });

  test('ends with the reason of its signal, before an attempt and in a pause', async () => {
    const aborted = AbortSignal.abort(new Error('stopping'));
    await expect(open(0, {}, { signal: aborted }).run()).rejects.toThrow('stopping');
    const stop = new AbortController();
    const { clock, run } = open(
      9,
      {},
      { signal: stop.signal, onRetry: () => stop.abort(new Error('stopping')) },
    );
    await expect(run()).rejects.toThrow('stopping');
    expect(clock.waits).toEqual([]);
  });
});

test('exponential grows by its factor up to its maximum', () => {
  const delayMs = exponential(250, { factor: 4, maxMs: 3_000 });
  expect([1, 2, 3, 4].map(delayMs)).toEqual([250, 1_000, 3_000, 3_000]);
});
