import type { SummaryWork } from './summary.ts';

/** The model server's price, in US dollars per million tokens. */
export interface Price {
  readonly prompt: number;
  readonly completion: number;
}

/** The cost of summaries. `dollars` is null if no price is known. */
export interface Cost {
  readonly tokens: number;
  readonly dollars: number | null;
}

type Tokens = Pick<SummaryWork, 'promptTokens' | 'completionTokens'>;

const MILLION = 1e6;

/**
 * Adds up the cost of summaries. The result is an estimate: servers charge less for cached tokens, claim checks can
 * have a different price, and failed attempts are not included.
 */
export function costOf(works: readonly Tokens[], price: Price | null): Cost {
  const prompt = works.reduce((sum, { promptTokens }) => sum + promptTokens, 0);
  const completion = works.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  return {
    tokens: prompt + completion,
    dollars: price && (prompt * price.prompt + completion * price.completion) / MILLION,
  };
}
