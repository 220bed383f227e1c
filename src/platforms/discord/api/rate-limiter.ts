import type { Clock } from '../../../lib/clock.ts';
import { SECOND } from '../../../lib/duration.ts';
import { createRateLimiter } from '../../../lib/rate-limiter.ts';

/**
 * Discord takes 50 requests a second (topics/rate-limits). discord.js would let them go at the start of each of its
 * own seconds, so that one of Discord's may see twice as many: ours go evenly …
 */
const EVEN = { everyMs: SECOND / 47, burst: 2 };
/** … and no more than this come within any of Discord's seconds; what is left is the gateway client's. */
const LIMIT = 49;
/** An answer may take longer than this, in milliseconds; its request does not. */
const MAX_WAY = SECOND;
/** A quick answer, in milliseconds, while none is known; what is known is forgotten little by little. */
const QUICK = 20;
const FORGETS = 1.01;

/** Makes a request when its turn comes; rejects with the signal's reason. */
export type RequestRateLimiter = <T>(signal: AbortSignal, request: () => Promise<T>) => Promise<T>;

/** Lets requests go so that Discord sees an even stream of them, also where some take longer on their way. */
export function createRequestRateLimiter(clock: Clock): RequestRateLimiter {
  const turn = createRateLimiter(clock, EVEN, free);
  /** Requests that Discord may have got within the last second: when that was at the latest. */
  let recent: { hasCome: number }[] = [];
  let fastest = QUICK;

  /** Waits until one more may come. */
  async function free(signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = clock.elapsed();
      recent = recent.filter(({ hasCome }) => hasCome + SECOND > now);
      if (recent.length < LIMIT) return;
      await clock.sleep(EVEN.everyMs, signal);
    }
  }

  return async (signal, request) => {
    await turn(signal);
    const at = clock.elapsed();
    const sent = { hasCome: at + MAX_WAY };
    recent.push(sent);
    try {
      return await request();
    } finally {
      // What took longer than the fastest may have come as much later.
      const took = Math.max(clock.elapsed() - at, 1);
      fastest = Math.min(took, fastest * FORGETS);
      sent.hasCome = at + Math.min(took - fastest, MAX_WAY);
    }
  };
}
