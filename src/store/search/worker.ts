import { parentPort, workerData } from 'node:worker_threads';
import { openSqlite } from '../sqlite.ts';
import { createFinder } from './find.ts';
import { addDocuments, clearIndex, countFields, prepare, readCursor } from './index-file.ts';
import type { Answer, Methods, Request } from './thread.ts';

/** The thread that searches: node:sqlite blocks its thread, and ours has heartbeats to answer. */
const sql = openSqlite(workerData.path, { isDerived: true });
await prepare(sql);
const methods: Methods = {
  cursor: () => readCursor(sql.query),
  add: (documents, cursor) => addDocuments(sql, documents, cursor),
  clear: () => clearIndex(sql),
  search: createFinder(sql.query),
  fieldCounts: () => countFields(sql.query),
  close: () => sql.close(),
};

parentPort?.on('message', async ({ id, method, values }: Request) => {
  let answer: Answer;
  try {
    answer = { id, value: await (methods[method] as (...values: unknown[]) => Promise<unknown>)(...values) };
  } catch (error) {
    answer = { id, error: error as Error };
  }
  parentPort?.postMessage(answer);
  if (method === 'close') parentPort?.close();
});
parentPort?.postMessage('ready');
