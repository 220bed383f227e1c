import { TemporaryError } from '../../domain/errors.ts';
import type { Log } from '../../lib/log.ts';
import { singleFlight } from '../../lib/single-flight.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { Store } from '../../ports/store.ts';

/** How many papers to index at a time: larger batches would delay commands. */
const BATCH = 100;

export interface IndexingDeps {
  readonly store: Pick<Store, 'changedPapers' | 'newestChange' | 'summaries'>;
  readonly index: Pick<SearchIndex, 'cursor' | 'add' | 'clear'>;
  /** Called whenever `catchUp` has added papers, and after its first successful run in any case. */
  readonly onChange: () => Promise<void>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Indexing {
  /** Brings the search index up to date with the store; never rejects. */
  catchUp(): Promise<void>;
  /** Returns the reason why the last `catchUp` failed, in English for /healthz; null if it did not fail. */
  healthProblem(): string | null;
}

/** Keeps the search index in step with the store, and rebuilds a lost index from scratch. */
export function createIndexing({ store, index, onChange, log, signal }: IndexingDeps): Indexing {
  let healthProblem: string | null = null;
  let isFirst = true;

  async function work(): Promise<void> {
    let cursor = await index.cursor();
    // A store that was restored from a backup can be behind the index.
    if (cursor > (await store.newestChange())) {
      await index.clear();
      cursor = 0;
    }
    let papers = 0;
    while (!signal.aborted) {
      const changes = await store.changedPapers(cursor, BATCH);
      if (changes.length === 0) break;
      const summaries = await store.summaries(changes.map(({ paper }) => paper.id));
      cursor = changes.at(-1)?.change ?? cursor;
      await index.add(
        changes.map(({ paper, day }) => ({ paper, day, summary: summaries.get(paper.id) ?? null })),
        cursor,
      );
      papers += changes.length;
    }
    if (papers > 0) log.debug({ papers }, 'Indexed papers');
    if (papers > 0 || isFirst) await onChange();
    isFirst = false;
  }

  return {
    catchUp: singleFlight(async () => {
      try {
        await work();
        healthProblem = null;
      } catch (error) {
        if (signal.aborted) return;
        const { message } = error as Error;
        if (error instanceof TemporaryError) {
          // The index's errors lose their class on their way out of the search thread, so this one is the store's,
          // which has a health check of its own.
          log.debug({ error: message }, 'Could not read the store to update the search index, will retry');
          return;
        }
        // Every heartbeat retries, so log each problem once.
        if (healthProblem !== message)
          log.error({ err: error }, 'Could not update the search index, will retry');
        healthProblem = message;
      }
    }),
    healthProblem: () => healthProblem,
  };
}
