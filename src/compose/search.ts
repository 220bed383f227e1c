import { createCompletionCache } from '../app/search/completion-cache.ts';
import { createIndexing, type Indexing } from '../app/search/index-papers.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { SearchIndex } from '../ports/search-index.ts';
import type { Store } from '../ports/store.ts';

/** The search index, the indexing that keeps it up to date, and the cached data for completions. */
export interface Search {
  readonly index: SearchIndex;
  readonly indexing: Indexing;
  readonly completionCache: ReturnType<typeof createCompletionCache>;
  close(): Promise<void>;
}

export interface SearchDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Opens the search index, a file at `path`. A missing file is rebuilt from the store. */
export type OpenIndex = (path: string) => SearchIndex | Promise<SearchIndex>;

/** Creates what keeps the index up to date with the store, and completes words from it. */
export function createSearch({ store, clock, log, signal }: SearchDeps, index: SearchIndex): Search {
  const completionCache = createCompletionCache({ store, index, clock });
  const indexing = createIndexing({ store, index, onChange: completionCache.refresh, log, signal });
  return { index, indexing, completionCache, close: index.close };
}
