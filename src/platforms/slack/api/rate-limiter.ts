import { TemporaryError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import { createRateLimiter, createSlidingWindow, sleepUntil } from '../../../lib/rate-limiter.ts';
import type { SlackCall } from './call.ts';
import { POST } from './timeouts.ts';

/**
 * The interval between messages in a channel, in milliseconds. Slack accepts about one message a second
 * (chat.postMessage, "Rate limiting").
 */
const CHANNEL_INTERVAL = SECOND;
/**
 * The interval after a message that failed without a refusal, in milliseconds: usually Slack has not got it. If Slack
 * has counted it, the next one is rate limited, which is harmless.
 */
const AFTER_FAILURE = SECOND / 2;
/**
 * The limit for messages in a workspace. Slack accepts "several hundred messages per minute" (chat.postMessage, "Rate
 * limiting").
 */
const WORKSPACE_LIMIT = { everyMs: SECOND / 10, burst: 60 };
/** Tier 3 allows 50 calls of a method per minute (apis/web-api/rate-limits); we add a second for network delays. */
export const TIER_3 = { limit: 50, withinMs: MINUTE + SECOND };
/** Tier 3 methods that we call in bursts, and whose calls are not urgent. */
const LIMITED_METHODS = ['chat.update', 'reactions.get'];

export interface RateLimiterDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Runs `work` as soon as the channel's rate limit allows it. */
export type ChannelRateLimiter = <T>(channel: string, work: () => Promise<T>) => Promise<T>;

/** Creates a limiter that allows one message a second in each channel, independently of the other channels. */
export function createChannelRateLimiter({ clock, signal }: RateLimiterDeps): ChannelRateLimiter {
  /** The earliest time of the next message, by channel: a value of `clock.elapsed()` in milliseconds. */
  const nextAt = new Map<string, number>();
  return async (channel, work) => {
    const now = clock.elapsed();
    const startAt = Math.max(now, nextAt.get(channel) ?? 0);
    for (const [known, at] of nextAt) if (at <= now) nextAt.delete(known);
    nextAt.set(channel, startAt + CHANNEL_INTERVAL);
    await sleepUntil(clock, startAt, signal);
    let interval = CHANNEL_INTERVAL;
    try {
      return await work();
    } catch (error) {
      if (error instanceof TemporaryError) interval = AFTER_FAILURE;
      throw error;
    } finally {
      // Slack's interval starts when the message arrives, which can be as late as the response, so count from the
      // response.
      const next = nextAt.get(channel) ?? 0;
      const isLast = next === startAt + CHANNEL_INTERVAL;
      nextAt.set(channel, Math.max(isLast ? 0 : next, clock.elapsed() + interval));
    }
  };
}

/** Returns a `SlackCall` that delays calls to stay within Slack's limits per app and workspace. */
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
