import type { Log } from '../../lib/log.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { Store } from '../../ports/store.ts';

/** So many papers are read at a time: reading them must not hold up what members do. */
const BATCH = 100;

export interface IndexingDeps {
  readonly store: Pick<Store, 'changedPapers' | 'newestChange' | 'summaries'>;
  readonly index: Pick<SearchIndex, 'cursor' | 'add' | 'clear'>;
  /** Told when the index has something new, and once at the start. */
  readonly onChange: () => Promise<void>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export interface Indexing {
  /** Takes what has changed in the store into the search index; never rejects. */
  catchUp(): Promise<void>;
  /** Why the index cannot be kept up, in English for /healthz; null if it can. */
  healthProblem(): string | null;
}

/** Keeps the search index equal to the store. One that was lost is filled from the start. */
export function createIndexing({ store, index, onChange, log, signal }: IndexingDeps): Indexing {
  let running: Promise<void> | undefined;
  let healthProblem: string | null = null;
  let isFirst = true;

  async function work(): Promise<void> {
    let cursor = await index.cursor();
    // A store that was restored from a backup is behind what the index has seen.
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
    if (papers > 0) log.debug({ papers }, 'Took papers into the search index');
    if (papers > 0 || isFirst) await onChange();
    isFirst = false;
  }

  return {
    catchUp() {
      running ??= work()
        .then(
          () => {
            healthProblem = null;
          },
          (error) => {
            if (signal.aborted) return;
            // It is tried again with every heartbeat.
            if (healthProblem !== error.message)
              log.error({ err: error }, 'The search index cannot be kept up');
            healthProblem = error.message;
          },
        )
        .finally(() => {
          running = undefined;
        });
      return running;
    },
    healthProblem: () => healthProblem,
  };
}
