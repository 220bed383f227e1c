import { SECOND } from '../../../lib/duration.ts';

export const POST = 'chat.postMessage';

/** How long to wait for Slack, in milliseconds. */
export interface TimeoutPolicy {
  /** Slack fetches a message's picture before it answers. */
  readonly postMs: number;
  /** All other methods usually answer within tenths of a second, and can be repeated. */
  readonly otherMs: number;
  /** Any method in a channel whose last call timed out: there might be a channel where every call is slow. */
  readonly slowChannelMs: number;
  /** A message whose post timed out can still appear: nobody looks for it before this. */
  readonly appearsAfterTimeoutMs: number;
  /** The same after a broken connection, or a response that makes no sense. */
  readonly appearsAfterFailureMs: number;
}

export const TIMEOUTS: TimeoutPolicy = {
  postMs: 5 * SECOND,
  otherMs: 4 * SECOND,
  slowChannelMs: 10 * SECOND,
  appearsAfterTimeoutMs: 4 * SECOND,
  appearsAfterFailureMs: 0.5 * SECOND,
};

/** The timeout of one call, in milliseconds. */
export function timeoutOf(policy: TimeoutPolicy, method: string, isSlowChannel: boolean): number {
  if (isSlowChannel) return policy.slowChannelMs;
  return method === POST ? policy.postMs : policy.otherMs;
}

/** How long to wait before trying again after a call whose result is unknown, in milliseconds; undefined: no need. */
export function retryAfterUnknown(
  policy: TimeoutPolicy,
  method: string,
  isTimeout: boolean,
): number | undefined {
  if (method !== POST) return undefined;
  return isTimeout ? policy.appearsAfterTimeoutMs : policy.appearsAfterFailureMs;
}
