import type { Clock } from './clock.ts';

/** Resolves when all work has settled or `ms` milliseconds have passed, whichever comes first. Never rejects. */
export async function settleWithin(
  clock: Pick<Clock, 'sleep'>,
  ms: number,
  work: readonly unknown[],
): Promise<void> {
  const done = new AbortController();
  const timeout = clock.sleep(ms, done.signal).catch(() => {});
  await Promise.race([Promise.allSettled(work), timeout]);
  done.abort();
}
