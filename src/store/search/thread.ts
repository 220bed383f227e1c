import { Worker } from 'node:worker_threads';
import type { SearchIndex } from '../../ports/search-index.ts';

/** What the thread is asked, and what it answers. */
export interface Request {
  readonly id: number;
  readonly method: keyof SearchIndex;
  readonly values: readonly unknown[];
}
export type Answer =
  | { readonly id: number; readonly value: unknown }
  | { readonly id: number; readonly error: Error };

interface Waiting {
  readonly resolve: (value: never) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The index at `path`, in a thread of its own. A thread that dies is made anew with the next question; those
 * that it had not answered fail, and nothing is taken in until the cursor was asked for again.
 */
export function createSearchIndex(path: string): SearchIndex {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let worker: Worker | undefined;
  let closing: Promise<void> | undefined;
  /** False after a thread's death: the next one may have begun with an empty file. */
  let isKnown = true;

  function start(): Worker {
    const made = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { path } });
    let cause: Error | undefined;
    made
      .on('message', (answer: Answer) => {
        const asked = waiting.get(answer.id);
        waiting.delete(answer.id);
        // Between questions it does not keep the process.
        if (waiting.size === 0) made.unref();
        if ('error' in answer) asked?.reject(answer.error);
        else asked?.resolve(answer.value as never);
      })
      .on('error', (error) => {
        cause = error as Error;
      })
      .on('exit', (code) => {
        worker = undefined;
        isKnown = false;
        for (const { reject } of waiting.values()) {
          reject(cause ?? new Error(`The search thread ended with ${code}`));
        }
        waiting.clear();
      })
      .unref();
    return made;
  }

  const ask = <T>(method: keyof SearchIndex, ...values: unknown[]): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (closing) throw new Error('The search index is closed');
      worker ??= start();
      const id = nextId++;
      waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, method, values } satisfies Request);
    });

  return {
    async cursor() {
      const cursor = await ask<number>('cursor');
      isKnown = true;
      return cursor;
    },
    async add(entries, cursor) {
      // It would count as complete up to there, though all before it is missing.
      if (!isKnown) throw new Error('The search thread was made anew: its cursor must be asked for first');
      await ask('add', entries, cursor);
    },
    clear: () => ask('clear'),
    search: (query) => ask('search', query),
    fieldCounts: () => ask('fieldCounts'),
    close() {
      closing ??= worker ? ask<void>('close') : Promise.resolve();
      return closing;
    },
  };
}
