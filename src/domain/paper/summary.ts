import type { Flaw } from '../summary-checks/flaw.ts';
import type { Summary } from './paper.ts';

/** Tokens that a model request used. */
export interface Usage {
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The work behind a summary: requests, tokens and flaws found. */
export interface SummaryWork {
  /** The number of model requests: one for the summary, one more if it was repaired, and any claim checks. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The flaws found in all answers. */
  readonly flaws: readonly Pick<Flaw, 'check' | 'severity'>[];
}

export interface StoredSummary extends Summary {
  readonly model: string;
  readonly promptVersion: string;
  readonly work: SummaryWork;
}

/** How many summaries had this outcome or flaw. */
export interface SummaryCount {
  readonly name: 'outcome' | 'refuse' | 'warn';
  /** The outcome, or the name of the check. */
  readonly label: string;
  readonly count: number;
}
