import type { Clock } from '../../../lib/clock.ts';
import { SECOND } from '../../../lib/duration.ts';
import { createRateLimiter } from '../../../lib/rate-limiter.ts';

/**
 * Discord allows a bot 50 requests a second (topics/rate-limits). discord.js would send 50 at the start of each second
 * by its own clock, so up to 100 could fall into one of Discord's seconds. This limiter spaces them evenly instead.
 */
const EVENLY = { everyMs: SECOND / 47, burst: 2 };
/** At most this many requests may arrive within any second. The 50th is reserved for the gateway client. */
const MAX_ARRIVALS = 49;
/** We assume that a request arrives within this many milliseconds; its response can take longer. */
const MAX_TRANSIT = SECOND;
/** The initial value for the fastest response time, in milliseconds. */
const INITIAL_FASTEST = 20;
/** Each slower response raises the fastest response time by this factor, so that it adapts to a lasting slowdown. */
const FASTEST_GROWTH = 1.01;

/** Makes a request when its turn comes; if the signal aborts the wait, rejects with the signal's reason. */
export type RequestRateLimiter = <T>(signal: AbortSignal, request: () => Promise<T>) => Promise<T>;

/**
 * Limits requests by when they arrive at Discord, not by when they are sent: a delayed request can arrive together with
 * later ones. docs/decisions/0019-own-discord-rate-limiter.md has the measurements.
 */
export function createRequestRateLimiter(clock: Clock): RequestRateLimiter {
  const acquire = createRateLimiter(clock, EVENLY, waitForArrivals);
  /** The latest possible arrival times of recent requests. */
  let recent: { arrivedBy: number }[] = [];
  let fastest = INITIAL_FASTEST;

  async function waitForArrivals(signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = clock.elapsed();
      recent = recent.filter(({ arrivedBy }) => arrivedBy + SECOND > now);
      if (recent.length < MAX_ARRIVALS) return;
      await clock.sleep(EVENLY.everyMs, signal);
    }
  }

  return async (signal, request) => {
    await acquire(signal);
    const sentAt = clock.elapsed();
    const arrival = { arrivedBy: sentAt + MAX_TRANSIT };
    recent.push(arrival);
    try {
      return await request();
    } finally {
      const responseTime = Math.max(clock.elapsed() - sentAt, 1);
      fastest = Math.min(responseTime, fastest * FASTEST_GROWTH);
      // All the time beyond the fastest response time may have been spent on the way to Discord.
      arrival.arrivedBy = sentAt + Math.min(responseTime - fastest, MAX_TRANSIT);
    }
  };
}
