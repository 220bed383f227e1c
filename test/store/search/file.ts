import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SearchDocument } from '../../../src/domain/search/document.ts';
import type { SearchQuery } from '../../../src/ports/search-index.ts';
import { createFinder } from '../../../src/store/search/find.ts';
import { addDocuments, openIndex } from '../../../src/store/search/index-file.ts';
import { makeQuery } from '../../fixtures/search/index.ts';

/** Returns the path of a file in a new folder, which is deleted after the test. */
export async function makePath(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-search-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, name);
}

/** Creates an index file with these documents, and opens it in this thread. */
export async function makeIndexFile(documents: readonly SearchDocument[] = []) {
  const path = await makePath('search.db');
  const sql = await openIndex(path);
  onTestFinished(() => sql.close());
  if (documents.length > 0) await addDocuments(sql, documents, 1);
  const find = createFinder(sql.query);
  return {
    sql,
    add: (...more: readonly SearchDocument[]) => addDocuments(sql, more, 1),
    search: (text: string, rest: Partial<SearchQuery> = {}) => find(makeQuery(text, rest)),
  };
}

const PAGE = 4_096;

/** Corrupts a database file from the given page on, as a bad disk would. */
export async function spoil(path: string, from: number): Promise<void> {
  const file = await open(path, 'r+');
  const { size } = await file.stat();
  const start = from * PAGE;
  await file.write(Buffer.alloc(size - start, 0xab), 0, size - start, start);
  await file.close();
}
