import { SECOND } from '../../../lib/duration.ts';

export const POST = 'chat.postMessage';

/** Timeouts and waits for Slack, in milliseconds. */
export interface TimeoutPolicy {
  /** The timeout of posts: Slack fetches a message's picture before it answers. */
  readonly postMs: number;
  /** The timeout of all other methods, whose calls usually take a few tenths of a second and can be repeated. */
  readonly otherMs: number;
  /** The timeout of every call in a channel whose last call timed out: all calls there might be slow. */
  readonly slowChannelMs: number;
  /** How long to wait before looking for a message whose post timed out: it can still appear. */
  readonly appearsAfterTimeoutMs: number;
  /**
   * How long to wait before looking for a message whose post failed without a timeout, such as through a broken
   * connection.
   */
  readonly appearsAfterFailureMs: number;
}

export const TIMEOUTS: TimeoutPolicy = {
  postMs: 5 * SECOND,
  otherMs: 3 * SECOND,
  slowChannelMs: 10 * SECOND,
  appearsAfterTimeoutMs: 4 * SECOND,
  appearsAfterFailureMs: 0.5 * SECOND,
};

/** Returns the timeout of one call, in milliseconds. */
export function timeoutOf(policy: TimeoutPolicy, method: string, isSlowChannel: boolean): number {
  if (isSlowChannel) return policy.slowChannelMs;
  return method === POST ? policy.postMs : policy.otherMs;
}

/**
 * Returns how long to wait before retrying a call whose result is unknown, in milliseconds; undefined if no wait is
 * needed.
 */
export function retryAfterUnknown(
  policy: TimeoutPolicy,
  method: string,
  isTimeout: boolean,
): number | undefined {
  if (method !== POST) return undefined;
  return isTimeout ? policy.appearsAfterTimeoutMs : policy.appearsAfterFailureMs;
}
