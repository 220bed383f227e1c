import type { Flaw } from '../summary-checks/flaw.ts';
import type { Summary } from './paper.ts';

/** What a model was asked and charged for, in tokens. */
export interface Usage {
  readonly model: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** How a summary came about. */
export interface SummaryWork {
  /** One, two with a repair; second looks count too. */
  readonly requests: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** What was wrong, in all answers. */
  readonly flaws: readonly Pick<Flaw, 'check' | 'severity'>[];
}

export interface StoredSummary extends Summary {
  readonly model: string;
  readonly promptVersion: string;
  readonly work: SummaryWork;
}

/** How often summaries ended so, or had this flaw. */
export interface SummaryCount {
  readonly name: 'outcome' | 'refuse' | 'warn';
  /** An outcome, or a check's name. */
  readonly label: string;
  readonly count: number;
}
