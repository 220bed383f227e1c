import type { SummaryWork } from './paper/summary.ts';

/** A mistake of the person who asked. Its message is Korean and is shown to them as it is. */
export class UserError extends Error {
  override name = 'UserError';
}

/** Something outside failed and may work later: a time-out, a rate limit, an answer that makes no sense. */
export class TemporaryError extends Error {
  override name = 'TemporaryError';
  /** How long the other side asked us to wait, in milliseconds; undefined if it did not say. */
  readonly retryAfterMs: number | undefined;
  /** The other side said that it did not do what it was asked this time; what it was asked before is another matter. */
  readonly isUndone: boolean;

  constructor(message: string, options: { retryAfterMs?: number | undefined; isUndone?: boolean } = {}) {
    super(message);
    this.retryAfterMs = options.retryAfterMs;
    this.isUndone = options.isUndone ?? false;
  }
}

/** A value from outside is wrong and a person has to mend it: configuration, command-line words. English. */
export class SetupError extends Error {
  override name = 'SetupError';
}

/** Why a model gave no summary that can be used. Asking again at once would not help. */
export class SummaryError extends Error {
  override name = 'SummaryError';
  readonly kind: 'refused' | 'truncated' | 'empty' | 'flawed' | 'rejected';
  /** What was done for nothing; null if that is not known. */
  readonly work: SummaryWork | null;

  constructor(kind: SummaryError['kind'], message: string, work: SummaryWork | null = null) {
    super(message);
    this.kind = kind;
    this.work = work;
  }
}
