import type { SummaryWork } from './paper/summary.ts';

/** A mistake by the person who asked. The message is Korean and shown to them unchanged. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Something outside failed and can be retried: a timeout, a rate limit, an invalid answer. */
export class TemporaryError extends Error {
  override name = 'TemporaryError';
  /** How long the other side asked to wait, in milliseconds; undefined if it did not say. */
  readonly retryAfterMs: number | undefined;
  /** The other side confirmed that this request had no effect. It says nothing about earlier ones. */
  readonly isUndone: boolean;

  constructor(message: string, options: { retryAfterMs?: number | undefined; isUndone?: boolean } = {}) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.isUndone = options.isUndone ?? false;
  }
}

/** For `retry`: tries again what is temporary, after the pause that the other side asked for, if it did. */
export const retryTemporary = (error: unknown): { readonly afterMs: number | undefined } | null =>
  error instanceof TemporaryError ? { afterMs: error.retryAfterMs } : null;

/** A wrong value that an operator has to fix, in the configuration or on the command line. The message is English. */
export class SetupError extends Error {
  override name = 'SetupError';
}

/** The model gave no usable summary, and asking again at once would not help. */
export class SummaryError extends Error {
  override name = 'SummaryError';
  readonly kind: 'refused' | 'truncated' | 'empty' | 'flawed' | 'rejected';
  /** Requests and tokens spent in vain; null if unknown. */
  readonly work: SummaryWork | null;

  constructor(kind: SummaryError['kind'], message: string, work: SummaryWork | null = null) {
    super(message);
    this.kind = kind;
    this.work = work;
  }
}
