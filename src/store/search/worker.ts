import { parentPort, workerData } from 'node:worker_threads';
import { toDocument } from '../../domain/search/document.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import { createFinder } from './find.ts';
import {
  addDocuments,
  clearIndex,
  countFields,
  deleteIndex,
  isCorrupt,
  openIndex,
  readCursor,
} from './index-file.ts';
import type { Answer, Request } from './thread.ts';

/** The search thread: node:sqlite blocks its thread, and the main thread has to stay responsive. */
const { path } = workerData;
const sql = await openIndex(path);
const methods: SearchIndex = {
  cursor: () => readCursor(sql.query),
  // Tokenising is slow too, so it happens here.
  add: (entries, cursor) => addDocuments(sql, entries.map(toDocument), cursor),
  clear: () => clearIndex(sql),
  search: createFinder(sql.query),
  fieldCounts: () => countFields(sql.query),
  close: () => sql.close(),
};

async function answer({ id, method, values }: Request): Promise<Answer> {
  try {
    return { id, value: await (methods[method] as (...values: unknown[]) => Promise<unknown>)(...values) };
  } catch (error) {
    if (!isCorrupt(error)) return { id, error: error as Error };
    // The next thread starts with an empty file.
    await sql.close();
    deleteIndex(path);
    throw error;
  }
}

parentPort?.on('message', async (request: Request) => {
  parentPort?.postMessage(await answer(request));
  if (request.method === 'close') parentPort?.close();
});
