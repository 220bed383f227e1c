import type { Clock } from './clock.ts';
import { createMutex } from './mutex.ts';

type Timer = Pick<Clock, 'elapsed' | 'sleep'>;

/** Resolves when it is the caller's turn; rejects with the signal's reason if it is aborted. */
export type Acquire = (signal: AbortSignal) => Promise<void>;

/**
 * Grants turns in the order of the calls: `burst` immediately after an idle period, otherwise one every `everyMs`. No
 * second has more than 1000 / everyMs + burst turns: only delayed turns within the burst are made up for. Each turn
 * also waits for `isFree`, which can impose a second limit.
 */
export function createRateLimiter(
  clock: Timer,
  { everyMs, burst }: { readonly everyMs: number; readonly burst: number },
  isFree: Acquire = async () => {},
): Acquire {
  const inOrder = createMutex();
  let at = Number.NEGATIVE_INFINITY;
  return (signal) =>
    inOrder(async () => {
      signal.throwIfAborted();
      at = Math.max(at + everyMs, clock.elapsed() - (burst - 1) * everyMs);
      await sleepUntil(clock, at, signal);
      await isFree(signal);
    });
}

/**
 * The returned function takes a permit and returns 0; if `limit` permits were taken within the last `withinMs`, it
 * takes none and returns the wait in milliseconds.
 */
export function createSlidingWindow(
  clock: Pick<Clock, 'elapsed'>,
  { limit, withinMs }: { readonly limit: number; readonly withinMs: number },
): () => number {
  const taken: number[] = [];
  return () => {
    const now = clock.elapsed();
    const oldest = taken.length < limit ? Number.NEGATIVE_INFINITY : (taken[0] ?? now);
    if (oldest + withinMs > now) return oldest + withinMs - now;
    taken.push(now);
    if (taken.length > limit) taken.shift();
    return 0;
  };
}

/**
 * Sleeps until `elapsed()` has reached `instant`. It checks again after each sleep: a timer can fire early, because it
 * counts from when the event loop last read the time.
 */
export async function sleepUntil(clock: Timer, instant: number, signal?: AbortSignal): Promise<void> {
  for (let left = instant - clock.elapsed(); left > 0; left = instant - clock.elapsed()) {
    await clock.sleep(left, signal);
  }
}
