import type { Day } from '../domain/calendar/day.ts';
import type { IndexEntry } from '../domain/search/document.ts';

export interface SearchQuery {
  /** What was typed; '' for none: then the filters alone say what is found. */
  readonly text: string;
  /** Ids of fields; a paper of any of them, or of one below it, passes. Empty: all pass. */
  readonly fields: readonly string[];
  /** The oldest list day. */
  readonly since: Day | null;
  readonly minUpvotes: number;
  readonly sort: 'relevance' | 'upvotes' | 'newest';
  readonly offset: number;
  readonly limit: number;
}

export interface SearchResult {
  /** Of papers, in order. */
  readonly ids: readonly string[];
  /** How many there are in all; counted up to `MAX_COUNTED`. */
  readonly total: number;
  /** How many of them, the last ones, do not have all that was looked for. */
  readonly loose: number;
  /** What was looked for instead, as there was nothing for what was typed. */
  readonly corrected: string | null;
}

/** How often fields and labels occur. */
export interface FieldCounts {
  /** Papers by field; a paper counts for the fields above its own too. */
  readonly fields: ReadonlyMap<string, number>;
  /** Labels that are in no list, most used first. */
  readonly unknown: readonly (readonly [label: string, papers: number])[];
}

/** Finds papers. Everything in it comes from the store, so it may be lost and is then made anew. */
export interface SearchIndex {
  /** Up to which change of the store it has everything; 0 for an empty one. */
  cursor(): Promise<number>;
  /** Takes papers in, or takes them in anew. */
  add(entries: readonly IndexEntry[], cursor: number): Promise<void>;
  /** Forgets everything, so that all is taken in anew. */
  clear(): Promise<void>;
  search(query: SearchQuery): Promise<SearchResult>;
  fieldCounts(): Promise<FieldCounts>;
  close(): Promise<void>;
}
