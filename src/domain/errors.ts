import type { SummaryWork } from './paper/summary.ts';

/** A mistake by the user of a command. The message is in Korean and is shown to the user unchanged. */
export class UserError extends Error {
  override name = 'UserError';
}

interface TemporaryErrorOptions {
  readonly retryAfterMs?: number | undefined;
  readonly isUndone?: boolean;
  readonly isUnrelated?: boolean;
  readonly reason?: string | undefined;
  readonly hasProgressed?: boolean;
}

/** A failure of an external service that can be retried: a timeout, a rate limit, an invalid answer. */
export class TemporaryError extends Error {
  override name = 'TemporaryError';
  /** The pause that the server asked for, in milliseconds; undefined if it asked for none. */
  readonly retryAfterMs: number | undefined;
  /** True if the failed request certainly had no effect; earlier requests might still have had one. */
  readonly isUndone: boolean;
  /** True if the content of the request cannot be the cause, such as of a rate limit or a failed connection. */
  readonly isUnrelated: boolean;
  /** The cause in Korean, for `/paper status`; undefined if there are only the server's words in the message. */
  readonly reason: string | undefined;

  /** True if part of the work is done and kept, so that the next attempt continues: then the pauses need not grow. */
  readonly hasProgressed: boolean;

  constructor(message: string, options: TemporaryErrorOptions = {}) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.isUndone = options.isUndone ?? false;
    this.isUnrelated = options.isUnrelated ?? false;
    this.reason = options.reason;
    this.hasProgressed = options.hasProgressed ?? false;
  }
}

/**
 * The database is corrupt, and an operator has to restore a backup. It is a temporary error because no message may be
 * given up for it.
 */
export class CorruptStoreError extends TemporaryError {
  override name = 'CorruptStoreError';
}

/** Tells `retry` to retry temporary errors, after the pause that the server asked for, if any. */
export const retryTemporary = (error: unknown): { readonly afterMs: number | undefined } | null =>
  error instanceof TemporaryError ? { afterMs: error.retryAfterMs } : null;

/**
 * An invalid value in the configuration or on the command line, which an operator has to
 * correct. The message is in English.
 */
export class SetupError extends Error {
  override name = 'SetupError';
}

/** The model server returned no usable summary, and an immediate retry would not help. */
export class SummaryError extends Error {
  override name = 'SummaryError';
  readonly kind: 'refused' | 'truncated' | 'empty' | 'flawed' | 'rejected';
  /** The work that was wasted; null if it was not recorded. */
  readonly work: SummaryWork | null;

  constructor(kind: SummaryError['kind'], message: string, work: SummaryWork | null = null) {
    super(message);
    this.kind = kind;
    this.work = work;
  }
}
