import type { Clock } from '../../../lib/clock.ts';
import { SECOND } from '../../../lib/duration.ts';
import { createRateLimiter } from '../../../lib/rate-limiter.ts';

/**
 * Discord allows a bot 50 requests a second (topics/rate-limits). discord.js would send 50 at the start of each second
 * by its own clock, so up to 100 could fall into one of Discord's seconds. Our limiter spaces requests evenly instead.
 */
const EVENLY = { everyMs: SECOND / 47, burst: 2 };
/**
 * The maximum number of our requests that may arrive at Discord within any second. Discord allows 50; one is left for
 * the gateway client.
 */
const MAX_ARRIVALS = 49;
/** The assumed maximum time that a request takes to reach Discord, in milliseconds; the response can take longer. */
const MAX_TRANSIT = SECOND;
/** The initial value of the assumed fastest response time, in milliseconds. */
const INITIAL_FASTEST = 20;
/**
 * The maximum factor by which a slower response raises the assumed fastest response time. It lets the assumption
 * adapt to a lasting slowdown.
 */
const FASTEST_GROWTH = 1.01;

/** Makes a request as soon as the limit allows it; if the signal aborts the wait, rejects with the signal's reason. */
export type RequestRateLimiter = <T>(signal: AbortSignal, request: () => Promise<T>) => Promise<T>;

/**
 * Creates a limiter that counts requests by when they arrive at Discord, not by when they are sent: a delayed request
 * can arrive together with later ones. docs/decisions/0019-own-discord-rate-limiter.md has the measurements.
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
      // All the time beyond the fastest response time might have been spent on the way to Discord.
      arrival.arrivedBy = sentAt + Math.min(responseTime - fastest, MAX_TRANSIT);
    }
  };
}
