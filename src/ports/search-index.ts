import type { Day } from '../domain/calendar/day.ts';
import type { IndexEntry } from '../domain/search/document.ts';

export interface SearchQuery {
  /** The text that the user typed; if it is empty, only the filters apply. */
  readonly text: string;
  /** The ids of the fields to search, including their subfields; empty for no restriction. */
  readonly fields: readonly string[];
  /** The oldest list day to search; null for no limit. */
  readonly since: Day | null;
  readonly minUpvotes: number;
  readonly sort: 'relevance' | 'upvotes' | 'newest';
  readonly offset: number;
  readonly limit: number;
}

export interface SearchResult {
  /** The ids of the papers on the requested page, in order. */
  readonly ids: readonly string[];
  /** The total number of results, on all pages; at most `MAX_COUNTED`. */
  readonly total: number;
  /** How many of the `total` results match only loosely (`SearchPlan.loose`). They come last. */
  readonly loose: number;
  /** The corrected query that found the results, if the original query found nothing; otherwise null. */
  readonly corrected: string | null;
}

/** The number of papers in each field, and with each of the most frequent unknown field labels. */
export interface FieldCounts {
  /** Paper counts by field id; a paper also counts for the ancestors of its fields. */
  readonly fields: ReadonlyMap<string, number>;
  /** The most frequent labels that summaries use but the field list lacks, most frequent first. */
  readonly unknown: readonly (readonly [label: string, papers: number])[];
}

/** The full-text index of the papers. It can be lost at any time, and is rebuilt from the store. */
export interface SearchIndex {
  /** Returns the change number up to which the index is complete; 0 for a new index. */
  cursor(): Promise<number>;
  /** Adds, replaces or (if withdrawn) removes papers. Afterwards the index is complete up to change `cursor`. */
  add(entries: readonly IndexEntry[], cursor: number): Promise<void>;
  /** Empties the index, so that it is rebuilt. */
  clear(): Promise<void>;
  search(query: SearchQuery): Promise<SearchResult>;
  fieldCounts(): Promise<FieldCounts>;
  close(): Promise<void>;
}

/** Turns a question into English words to search for. */
export interface QueryTranslator {
  /**
   * @returns words of papers, separated by blanks; null if there are none
   * @throws {TemporaryError} if there is no answer
   * @throws {SummaryError} if another attempt would not help
   */
  translate(question: string, signal?: AbortSignal): Promise<string | null>;
}
