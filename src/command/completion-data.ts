import type { PaperTitle } from '../domain/paper/paper.ts';

/** The data for completions, kept in memory: completions run on every keystroke, too often for database queries. */
export interface CompletionData {
  /** The number of papers in each field, by field id. */
  readonly fieldCounts: ReadonlyMap<string, number>;
  /** Newest first. */
  readonly papers: readonly PaperTitle[];
}

export const NO_COMPLETION_DATA: CompletionData = { fieldCounts: new Map(), papers: [] };
