import type { PaperTitle } from '../domain/paper/paper.ts';

/** What completions are made of: they are asked for at every key, so nothing is read for them. */
export interface CompletionData {
  /** How many papers a field has, by its id. */
  readonly fieldCounts: ReadonlyMap<string, number>;
  /** Newest first. */
  readonly papers: readonly PaperTitle[];
}

export const NO_COMPLETION_DATA: CompletionData = { fieldCounts: new Map(), papers: [] };
