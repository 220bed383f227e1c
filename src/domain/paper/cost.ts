import type { SummaryWork } from './summary.ts';

/** What a model's server charges, in US dollars for a million tokens. */
export interface Price {
  readonly prompt: number;
  readonly completion: number;
}

/** What summaries took. `dollars` is null where no price is known. */
export interface Cost {
  readonly tokens: number;
  readonly dollars: number | null;
}

const MILLION = 1e6;

/** Adds up what summaries took: an estimate, as cached tokens are cheaper, a second look may have another price, and what was given up is not in it. */
export function costOf(works: readonly SummaryWork[], price: Price | null): Cost {
  const prompt = works.reduce((sum, { promptTokens }) => sum + promptTokens, 0);
  const completion = works.reduce((sum, { completionTokens }) => sum + completionTokens, 0);
  return {
    tokens: prompt + completion,
    dollars: price && (prompt * price.prompt + completion * price.completion) / MILLION,
  };
}
