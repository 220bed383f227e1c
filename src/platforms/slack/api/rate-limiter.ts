import type { Clock } from '../../../lib/clock.ts';
import { createRateLimiter, createSlidingWindow, sleepUntil } from '../../../lib/rate-limiter.ts';
import type { SlackCall } from './call.ts';

/** Slack takes about one message a second in a channel, in milliseconds … */
const CHANNEL = 1_000;
/** … and "several hundred messages per minute" in a workspace (chat.postMessage, "Rate limiting"). */
const WORKSPACE = { everyMs: 100, burst: 60 };
/** Tier 3 is 50 calls of a method a minute (apis/web-api/rate-limits); a second more as calls take their time. */
export const TIER_3 = { limit: 50, withinMs: 61_000 };
/** Methods of tier 3 of which there may be many at once, and that nobody waits for. */
const PATIENT = ['chat.update', 'reactions.get'];

export interface RateLimiterDeps {
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Does work in a channel when its turn comes. */
export type ChannelRateLimiter = <T>(channel: string, work: () => Promise<T>) => Promise<T>;

/** Lets one message a second into each channel, whatever the others do. */
export function createChannelRateLimiter({ clock, signal }: RateLimiterDeps): ChannelRateLimiter {
  const next = new Map<string, number>();
  return async (channel, work) => {
    const now = clock.elapsed();
    const at = Math.max(now, next.get(channel) ?? 0);
    for (const [known, time] of next) if (time <= now) next.delete(known);
    next.set(channel, at + CHANNEL);
    await sleepUntil(clock, at, signal);
    try {
      return await work();
    } finally {
      // Slack counts from when the message came: no later than its answer, but maybe later than it was sent.
      next.set(channel, Math.max(next.get(channel) ?? 0, clock.elapsed() + CHANNEL));
    }
  };
}

/** Calls as often as Slack takes it of one app in a workspace; the others wait. */
export function rateLimitCalls(call: SlackCall, { clock, signal }: RateLimiterDeps): SlackCall {
  const post = createRateLimiter(clock, WORKSPACE);
  const allowances = new Map(PATIENT.map((method) => [method, createSlidingWindow(clock, TIER_3)]));
  return async (method, args) => {
    const take = allowances.get(method);
    for (let wait = take?.() ?? 0; wait > 0; wait = take?.() ?? 0) await clock.sleep(wait, signal);
    if (method === 'chat.postMessage') await post(signal);
    return call(method, args);
  };
}
