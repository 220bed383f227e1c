import type { Day } from '../domain/calendar/day.ts';
import type { IndexEntry } from '../domain/search/document.ts';

export interface SearchQuery {
  /** The text that the user typed; if it is '', only the filters apply. */
  readonly text: string;
  /** Field ids: papers in any of them or their subfields pass. Empty: all papers pass. */
  readonly fields: readonly string[];
  /** The oldest list day; null for no limit. */
  readonly since: Day | null;
  readonly minUpvotes: number;
  readonly sort: 'relevance' | 'upvotes' | 'newest';
  readonly offset: number;
  readonly limit: number;
}

export interface SearchResult {
  /** The ids of the papers on this page, in order. */
  readonly ids: readonly string[];
  /** The number of results on all pages, counted up to `MAX_COUNTED`. */
  readonly total: number;
  /** How many of `total` do not match the whole query; they come last. */
  readonly loose: number;
  /** The query that was used instead, because the original one found nothing. */
  readonly corrected: string | null;
}

/** The number of papers for each field and label. */
export interface FieldCounts {
  /** Paper count by field id; a paper also counts for the parents of its fields. */
  readonly fields: ReadonlyMap<string, number>;
  /** Labels that are not in the field list, most used first. */
  readonly unknown: readonly (readonly [label: string, papers: number])[];
}

/** Full-text search for papers. It can be lost at any time and is rebuilt from the store. */
export interface SearchIndex {
  /** The number of the latest store change that the index contains; 0 if it is empty. */
  cursor(): Promise<number>;
  /** Adds or replaces papers; afterwards the index is complete up to `cursor`. */
  add(entries: readonly IndexEntry[], cursor: number): Promise<void>;
  /** Empties the index, so that it is rebuilt. */
  clear(): Promise<void>;
  search(query: SearchQuery): Promise<SearchResult>;
  fieldCounts(): Promise<FieldCounts>;
  close(): Promise<void>;
}
