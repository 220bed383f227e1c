import type { Clock } from './clock.ts';

/** Waits for work, but no longer than `ms`; how it ends is not looked at. */
export async function settleWithin(clock: Clock, ms: number, work: readonly unknown[]): Promise<void> {
  const done = new AbortController();
  const patience = clock.sleep(ms, done.signal).catch(() => {});
  await Promise.race([Promise.allSettled(work), patience]);
  done.abort();
}
