import { expect, test } from 'vitest';
import { settleWithin } from '../../src/lib/timeout.ts';
import { createTestClock } from '../fixtures/clock.ts';

const never = new Promise<never>(() => {});
/** Returns a clock whose sleeps end only when they are aborted. */
const endless = (aborted: () => void) => ({
  sleep: (_ms: number, signal?: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal?.addEventListener('abort', () => {
        aborted();
        reject(signal.reason);
      });
    }),
});

test('waits for all work, whether it fails or not, and then stops its timer', async () => {
  let sleeps = 1;
  const second = Promise.withResolvers<void>();
  const settled = settleWithin(
    endless(() => {
      sleeps -= 1;
    }),
    1_000,
    [Promise.reject(new Error('down')), second.promise, 'no promise'],
  );
  second.resolve();
  await settled;
  expect(sleeps).toBe(0);
});

test('waits no longer than the timeout', async () => {
  const clock = createTestClock();
  await settleWithin(clock, 1_000, [never]);
  expect(clock.waits).toEqual([1_000]);
});
