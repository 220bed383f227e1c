import { expect, test } from 'vitest';
import { createClock } from '../../src/lib/clock.ts';

test('an aborted sleep rejects with the reason, not with its own error', async () => {
  const stop = new AbortController();
  const sleeping = createClock(null).sleep(60_000, stop.signal);
  const reason = new Error('stopped');
  stop.abort(reason);
  await expect(sleeping).rejects.toBe(reason);
  await expect(createClock(null).sleep(0, stop.signal)).rejects.toBe(reason);
});

test('a clock with another start runs at the same speed', async () => {
  const start = Date.parse('2026-08-22T03:00:00Z');
  const clock = createClock(start);
  const before = clock.now();
  expect(before).toBeGreaterThanOrEqual(start);
  await clock.sleep(5);
  expect(clock.now()).toBeGreaterThan(before);
});
