import type { Fields } from './form.ts';

/** The app's answer to an envelope; `at` is the time since the envelope was first sent, in ms. */
export interface Acknowledgement {
  readonly at: number;
  /** The acknowledgement's payload, or the body of the HTTP response; undefined if empty. */
  readonly body?: unknown;
}

/** An event, a command or an interaction that is sent to the app. */
export interface Envelope {
  readonly kind: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: Fields;
  /** True if the acknowledgement can contain an answer: for commands, block_suggestion and view_submission. */
  readonly acceptsResponse: boolean;
  /** When the envelope was first sent, by `performance.now()`, in ms. */
  readonly sentAt: number;
  attempts: number;
  acknowledgement?: Acknowledgement;
  /** Called for the first acknowledgement only. */
  onAcknowledged(acknowledgement: Acknowledgement): void;
  /** Called for each attempt that fails; only events are retried. */
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

/** Records the first acknowledgement of an envelope; ignores later ones. */
export function acknowledge(envelope: Envelope, body: unknown): void {
  if (envelope.acknowledgement) return;
  const isEmpty =
    body === undefined || body === '' || (typeof body === 'object' && Object.keys(body ?? {}).length === 0);
  const at = Math.round(performance.now() - envelope.sentAt);
  envelope.acknowledgement = isEmpty ? { at } : { at, body };
  envelope.onAcknowledged(envelope.acknowledgement);
}
