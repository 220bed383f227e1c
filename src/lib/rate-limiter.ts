import type { Clock } from './clock.ts';

/** Resolves when it is the caller's turn; rejects with the signal's reason. */
export type Acquire = (signal: AbortSignal) => Promise<void>;

/**
 * Gives turns one after the other: `burst` of them at once after a rest, else one every `everyMs`. Of any second it
 * gives no more than 1000 / everyMs + burst: what is late is made up for as far as the burst goes, no further. Each
 * waits for `isFree` as well, where there is another limit.
 */
export function createRateLimiter(
  clock: Clock,
  { everyMs, burst }: { readonly everyMs: number; readonly burst: number },
  isFree: Acquire = async () => {},
): Acquire {
  let line: Promise<void> = Promise.resolve();
  let at = Number.NEGATIVE_INFINITY;
  const readClock = watchClock(clock, () => {
    at = Number.NEGATIVE_INFINITY;
  });
  return (signal) => {
    const turn = line.then(async () => {
      signal.throwIfAborted();
      const now = readClock();
      at = Math.max(at + everyMs, now - (burst - 1) * everyMs);
      await sleepUntil(clock, at, signal);
      await isFree(signal);
    });
    line = turn.catch(() => {});
    return turn;
  };
}

/** Takes one of at most `limit` within any `withinMs` and gives 0; where there is none, says for how long. */
export function createSlidingWindow(
  clock: Clock,
  { limit, withinMs }: { readonly limit: number; readonly withinMs: number },
): () => number {
  const taken: number[] = [];
  const readClock = watchClock(clock, () => taken.splice(0));
  return () => {
    const now = readClock();
    const oldest = taken.length < limit ? Number.NEGATIVE_INFINITY : (taken[0] ?? now);
    if (oldest + withinMs > now) return oldest + withinMs - now;
    taken.push(now);
    if (taken.length > limit) taken.shift();
    return 0;
  };
}

/** The time of now; `onSetBack` is told where the clock was set back: no instant that is kept is of this time. */
export function watchClock(clock: Clock, onSetBack: () => void): () => number {
  let last = Number.NEGATIVE_INFINITY;
  return () => {
    const now = clock.now();
    if (now < last) onSetBack();
    last = now;
    return now;
  };
}

/** Timers may be early: they count from when the event loop last looked at the time. */
export async function sleepUntil(clock: Clock, instant: number, signal: AbortSignal): Promise<void> {
  let last = Number.NEGATIVE_INFINITY;
  // Where the clock was set back meanwhile, it was slept long enough.
  for (let now = clock.now(); now < instant && now >= last; now = clock.now()) {
    last = now;
    await clock.sleep(instant - now, signal);
  }
}
