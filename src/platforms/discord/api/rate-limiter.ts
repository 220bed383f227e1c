import type { Clock } from '../../../lib/clock.ts';
import { SECOND } from '../../../lib/duration.ts';
import { createRateLimiter } from '../../../lib/rate-limiter.ts';

/**
 * Discord allows a bot 50 requests a second (topics/rate-limits). discord.js would send 50 at the start of each second
 * of its own, so that one of Discord's seconds could see 100. This limiter sends them evenly …
 */
const EVENLY = { everyMs: SECOND / 47, burst: 2 };
/** … and lets at most this many arrive within any second. One is left for the gateway client. */
const MAX_ARRIVALS = 49;
/** The longest time that a request is assumed to travel, in milliseconds; its response can take longer. */
const MAX_TRANSIT = SECOND;
/** The fastest response time until one has been measured, in milliseconds. */
const INITIAL_FASTEST = 20;
/** How much the fastest response time grows with each slower response, so that it follows a lasting change. */
const FASTEST_GROWTH = 1.01;

/** Makes a request when its turn comes; rejects with the signal's reason. */
export type RequestRateLimiter = <T>(signal: AbortSignal, request: () => Promise<T>) => Promise<T>;

/**
 * Limits requests by when they arrive at Discord, not by when they are sent: requests that are delayed on their way
 * arrive together with those sent after them. docs/decisions/0019-own-discord-rate-limiter.md has the measurement.
 */
export function createRequestRateLimiter(clock: Clock): RequestRateLimiter {
  const acquire = createRateLimiter(clock, EVENLY, waitForArrivals);
  /** The latest instants at which recent requests can have arrived. */
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
      // Whatever it took longer than the fastest can be time on its way.
      arrival.arrivedBy = sentAt + Math.min(responseTime - fastest, MAX_TRANSIT);
    }
  };
}
