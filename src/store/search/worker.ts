import { parentPort, workerData } from 'node:worker_threads';
import { isCorrupt } from '../sqlite/driver.ts';
import { deleteIndex } from './index-file.ts';
import { openSearchIndex } from './search-index.ts';
import type { Answer, Request } from './thread.ts';

// This is the search thread: tokenising and node:sqlite block their thread, and the main thread must stay responsive.

const { path } = workerData;
const index = await openSearchIndex(path);

async function answer({ id, method, values }: Request): Promise<Answer> {
  try {
    return { id, value: await (index[method] as (...values: unknown[]) => Promise<unknown>)(...values) };
  } catch (error) {
    if (!isCorrupt(error)) return { id, error: error as Error };
    // Delete the corrupt file and let this thread die: the next thread starts with an empty index.
    await index.close();
    deleteIndex(path);
    throw error;
  }
}

parentPort?.on('message', async (request: Request) => {
  parentPort?.postMessage(await answer(request));
  if (request.method === 'close') parentPort?.close();
});
