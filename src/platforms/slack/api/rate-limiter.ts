import type { Clock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import { createRateLimiter, createSlidingWindow, sleepUntil } from '../../../lib/rate-limiter.ts';
import type { SlackCall } from './call.ts';
import { POST } from './timeouts.ts';

/** In milliseconds. Slack accepts about one message a second in a channel (chat.postMessage, "Rate limiting") … */
const CHANNEL_INTERVAL = SECOND;
/** … and "several hundred messages per minute" in a workspace. */
const WORKSPACE_LIMIT = { everyMs: SECOND / 10, burst: 60 };
/**
 * Tier 3 allows 50 calls of a method per minute (apis/web-api/rate-limits); a second is added for network delays.
 */
export const TIER_3 = { limit: 50, withinMs: MINUTE + SECOND };
/** Tier 3 methods that we call in bursts and that are not urgent. */
const LIMITED_METHODS = ['chat.update', 'reactions.get'];

export interface RateLimiterDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Waits for the channel's turn, then runs `work`. */
export type ChannelRateLimiter = <T>(channel: string, work: () => Promise<T>) => Promise<T>;

/** Allows one message a second in each channel, independently of the other channels. */
export function createChannelRateLimiter({ clock, signal }: RateLimiterDeps): ChannelRateLimiter {
  /** When the next message can be sent to a channel, in milliseconds of the clock's `elapsed()`. */
  const nextAt = new Map<string, number>();
  return async (channel, work) => {
    const now = clock.elapsed();
    const startAt = Math.max(now, nextAt.get(channel) ?? 0);
    for (const [known, at] of nextAt) if (at <= now) nextAt.delete(known);
    nextAt.set(channel, startAt + CHANNEL_INTERVAL);
    await sleepUntil(clock, startAt, signal);
    try {
      return await work();
    } finally {
      // Slack's interval starts when the message arrives, at some point between the request and the response.
      nextAt.set(channel, Math.max(nextAt.get(channel) ?? 0, clock.elapsed() + CHANNEL_INTERVAL));
    }
  };
}

/** Delays calls that would exceed Slack's limits per app and workspace. */
export function rateLimitCalls(call: SlackCall, { clock, signal }: RateLimiterDeps): SlackCall {
  const acquirePost = createRateLimiter(clock, WORKSPACE_LIMIT);
  const windows = new Map(LIMITED_METHODS.map((method) => [method, createSlidingWindow(clock, TIER_3)]));
  return async (method, args) => {
    const tryAcquire = windows.get(method);
    for (let wait = tryAcquire?.() ?? 0; wait > 0; wait = tryAcquire?.() ?? 0) {
      await clock.sleep(wait, signal);
    }
    if (method === POST) await acquirePost(signal);
    return call(method, args);
  };
}
