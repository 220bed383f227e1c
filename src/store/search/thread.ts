import { Worker } from 'node:worker_threads';
import type { SearchIndex } from '../../ports/search-index.ts';

/** A request to the search thread, which responds with an `Answer`. */
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
 * Creates a search index that runs in a separate thread, with its file at `path`. If the thread dies, pending
 * requests fail, and the next request starts a new thread. `add` then fails until `cursor` is called, because the new
 * thread's index might be empty.
 */
export function createSearchIndex(path: string): SearchIndex {
  const waiting = new Map<number, Waiting>();
  let nextId = 1;
  let worker: Worker | undefined;
  let closing: Promise<void> | undefined;
  /** Whether the cursor is known: false from the death of a thread until the next call of `cursor`. */
  let isKnown = true;

  function start(): Worker {
    const made = new Worker(new URL('./worker.ts', import.meta.url), { workerData: { path } });
    let cause: Error | undefined;
    made
      .on('message', (answer: Answer) => {
        const asked = waiting.get(answer.id);
        waiting.delete(answer.id);
        // An idle thread must not keep the process alive.
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
          reject(cause ?? new Error(`The search thread exited with code ${code}`));
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
      // The new thread's index might be empty, so it must not be recorded as complete up to `cursor`.
      if (!isKnown) throw new Error('The search thread was restarted: read its cursor first');
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
