import type { Clock } from '../../lib/clock.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import { settleWithin } from '../../lib/timeout.ts';

/**
 * How long a server keeps the fixed part of our requests, in milliseconds since the last one: at least 5 minutes at
 * OpenAI and Anthropic (their guides to prompt caching); servers of one's own keep it until they need the memory.
 */
const CACHED_MS = 5 * MINUTE;
/**
 * How long the others wait for the first request, in milliseconds. A server that processes several requests at once
 * has read the fixed part long before, even if the answer takes longer.
 */
const HEAD_START_MS = 3 * SECOND;

/** Runs work, possibly later than it was called; settles as the work does. */
export type WarmUp = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Creates a function that runs the first request alone when the server has nothing cached: the others start when it
 * has settled, or after its head start. Requests that start together would all pay for the fixed part.
 */
export function createWarmUp(clock: Pick<Clock, 'elapsed' | 'sleep'>): WarmUp {
  let cachedUntil = Number.NEGATIVE_INFINITY;
  let headStart: Promise<void> | undefined;
  const keep = () => {
    cachedUntil = clock.elapsed() + CACHED_MS;
  };

  return async (work) => {
    if (clock.elapsed() < cachedUntil) return work().finally(keep);
    if (headStart) {
      await headStart;
      return work().finally(keep);
    }
    const first = work().finally(keep);
    headStart = settleWithin(clock, HEAD_START_MS, [first]).then(() => {
      headStart = undefined;
      keep();
    });
    return first;
  };
}
