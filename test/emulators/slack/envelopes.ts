import type { Fields } from './form.ts';

/** The app's answer to an envelope; `at` is ms since it was first sent. */
export interface Acknowledgement {
  readonly at: number;
  /** The payload, or the body of the HTTP response; undefined if empty. */
  readonly body?: unknown;
}

/** One delivery to the app: an event, a command or an interaction. */
export interface Envelope {
  readonly kind: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: Fields;
  /** True if the acknowledgement can hold an answer: commands, block_suggestion, view_submission. */
  readonly acceptsResponse: boolean;
  /** ms, of `performance.now()`. */
  readonly sentAt: number;
  attempts: number;
  acknowledgement?: Acknowledgement;
  /** Called once. */
  onAcknowledged(acknowledgement: Acknowledgement): void;
  /** Called when the app is unreachable or refuses; commands and interactions are not retried. */
  onFailed(reason: string): void;
}

/** The reason for a retry: docs.slack.dev/apis/events-api (Retries). */
export type RetryReason = 'timeout' | 'http_timeout' | 'http_error' | 'connection_failed' | 'unknown_error';

export function createEnvelope(
  parts: Pick<Envelope, 'kind' | 'payload' | 'acceptsResponse'> &
    Partial<Pick<Envelope, 'onAcknowledged' | 'onFailed'>>,
): Envelope {
  return { sentAt: performance.now(), attempts: 0, onAcknowledged() {}, onFailed() {}, ...parts };
}

/** Settles an envelope, once. */
export function acknowledge(envelope: Envelope, body: unknown): void {
  if (envelope.acknowledgement) return;
  const isEmpty =
    body === undefined || body === '' || (typeof body === 'object' && Object.keys(body ?? {}).length === 0);
  const at = Math.round(performance.now() - envelope.sentAt);
  envelope.acknowledgement = isEmpty ? { at } : { at, body };
  envelope.onAcknowledged(envelope.acknowledgement);
}
