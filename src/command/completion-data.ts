import type { PaperTitle } from '../domain/paper/paper.ts';

/** The data for completions, kept in memory: platforms ask for them with every keystroke, too often for queries. */
export interface CompletionData {
  /** The number of papers in a field, by field id. */
  readonly fieldCounts: ReadonlyMap<string, number>;
  /** Newest first. */
  readonly papers: readonly PaperTitle[];
}

export const NO_COMPLETION_DATA: CompletionData = { fieldCounts: new Map(), papers: [] };
