import type { Flaw } from '../summary-checks/flaw.ts';
import type { Summary } from './paper.ts';

/** The model that answered a request, and the tokens that the request used. */
export interface Usage {
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** The work behind a summary: requests and tokens, and the flaws that were found. */
export interface SummaryWork {
  /** The number of model requests that were answered: for the summary, for a repair and for claim checks. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The flaws of every answer of the model, including answers that were not used. */
  readonly flaws: readonly Pick<Flaw, 'check' | 'severity'>[];
}

export interface StoredSummary extends Summary {
  readonly model: string;
  readonly promptVersion: string;
  readonly work: SummaryWork;
}

/** How often an outcome of summarising, or a flaw, has occurred. `name` is `outcome`, or the severity of the flaw. */
export interface SummaryCount {
  readonly name: 'outcome' | 'refuse' | 'warn';
  /** The outcome, or the name of the check that found the flaw. */
  readonly label: string;
  readonly count: number;
}
