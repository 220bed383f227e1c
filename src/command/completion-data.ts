import type { PaperTitle } from '../domain/paper/paper.ts';

/** The data that completions need, in memory: they are requested with every key, too often for queries. */
export interface CompletionData {
  /** How many papers a field has, by its id. */
  readonly fieldCounts: ReadonlyMap<string, number>;
  /** Newest first. */
  readonly papers: readonly PaperTitle[];
}

export const NO_COMPLETION_DATA: CompletionData = { fieldCounts: new Map(), papers: [] };
