import type { IncomingHttpHeaders } from 'node:http';
import { isValidSlackRequest } from '@slack/bolt';
import { MINUTE, SECOND } from '../../../../lib/duration.ts';

/** How far the timestamp of a request may be from our time, in milliseconds (authentication/verifying-requests). */
const MAX_SKEW = 5 * MINUTE;

/**
 * The maximum number of signatures that are remembered. A signature is accepted for ten minutes at most, in which Slack
 * sends at most 5,000 events per workspace (apis/events-api, "Rate limiting").
 */
const MAX_SEEN = 50_000;

/** The headers with which Slack signs a request. */
export interface Signature {
  readonly signature: string;
  /** In seconds since the epoch. */
  readonly timestamp: number;
}

/** Returns the signature of a request; null if it is missing, malformed, or too far from `now` (milliseconds). */
export function readSignature(headers: IncomingHttpHeaders, now: number): Signature | null {
  const { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp } = headers;
  if (typeof signature !== 'string' || !/^v0=[\da-f]{64}$/.test(signature)) return null;
  if (typeof timestamp !== 'string' || !/^\d{1,12}$/.test(timestamp)) return null;
  const sentAt = Number(timestamp) * SECOND;
  return Math.abs(now - sentAt) <= MAX_SKEW ? { signature, timestamp: Number(timestamp) } : null;
}

/** Returns true if Slack has signed this body. */
export const isSigned = ({ signature, timestamp }: Signature, body: Buffer, signingSecret: string): boolean =>
  isValidSlackRequest({
    signingSecret,
    body: body.toString(),
    headers: { 'x-slack-signature': signature, 'x-slack-request-timestamp': timestamp },
  });

/**
 * Creates a function that returns true if it has been called with a signature before: a signature contains the time and
 * the body, and Slack signs each retry anew, so a signature that is seen twice is a replay.
 */
export function createReplayCheck(): (signature: Signature, now: number) => boolean {
  /** The last moment at which each signature is accepted, in milliseconds since the epoch; in the order of arrival. */
  const seen = new Map<string, number>();
  return ({ signature, timestamp }, now) => {
    for (const [oldest, validUntil] of seen) {
      if (validUntil >= now && seen.size < MAX_SEEN) break;
      seen.delete(oldest);
    }
    const isRepeated = seen.has(signature);
    seen.set(signature, timestamp * SECOND + MAX_SKEW);
    return isRepeated;
  };
}
