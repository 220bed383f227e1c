import type { Clock } from './clock.ts';
import { createMutex } from './mutex.ts';

type Timer = Pick<Clock, 'elapsed' | 'sleep'>;

/** Resolves when a permit is granted; rejects with the signal's reason if the signal is aborted. */
export type Acquire = (signal: AbortSignal) => Promise<void>;

/**
 * Creates a rate limiter that grants permits in the order of the calls: `burst` permits immediately after an idle
 * period, otherwise one every `everyMs` milliseconds. If a timer fires late, at most `burst` permits are granted
 * immediately to catch up, so no second has more than 1000 / everyMs + burst permits. Each permit also waits for
 * `isFree`, which can impose a second limit.
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
 * Creates a function that takes a permit and returns 0. If `limit` permits were taken within the last `withinMs`
 * milliseconds, the function takes none and returns the milliseconds until one is available.
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
 * Sleeps until `elapsed()` has reached `instant`. Checks again after each sleep, because a timer can fire early: it
 * counts from the moment when the event loop last read the time.
 */
export async function sleepUntil(clock: Timer, instant: number, signal?: AbortSignal): Promise<void> {
  for (let left = instant - clock.elapsed(); left > 0; left = instant - clock.elapsed()) {
    await clock.sleep(left, signal);
  }
}
