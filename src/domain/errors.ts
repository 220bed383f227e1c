import type { SummaryWork } from './paper/summary.ts';

/** A mistake by the user of a command. The message is Korean and shown to them unchanged. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Something external failed and can be retried: a timeout, a rate limit, an invalid answer. */
export class TemporaryError extends Error {
  override name = 'TemporaryError';
  /** How long the server asked us to wait, in milliseconds; undefined if it did not say. */
  readonly retryAfterMs: number | undefined;
  /** True if the server confirmed that this request had no effect. It says nothing about earlier requests. */
  readonly isUndone: boolean;

  constructor(message: string, options: { retryAfterMs?: number | undefined; isUndone?: boolean } = {}) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.isUndone = options.isUndone ?? false;
  }
}

/** For `retry`: retries temporary errors, after the pause that the server asked for, if any. */
export const retryTemporary = (error: unknown): { readonly afterMs: number | undefined } | null =>
  error instanceof TemporaryError ? { afterMs: error.retryAfterMs } : null;

/**
 * An invalid value that an operator has to fix, in the configuration or on the command line. The message is English.
 */
export class SetupError extends Error {
  override name = 'SetupError';
}

/** The model gave no usable summary, and asking again immediately would not help. */
export class SummaryError extends Error {
  override name = 'SummaryError';
  readonly kind: 'refused' | 'truncated' | 'empty' | 'flawed' | 'rejected';
  /** Requests and tokens that were wasted; null if unknown. */
  readonly work: SummaryWork | null;

  constructor(kind: SummaryError['kind'], message: string, work: SummaryWork | null = null) {
    super(message);
    this.kind = kind;
    this.work = work;
  }
}
