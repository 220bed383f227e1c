import { toDocument } from '../../domain/search/document.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import { createFinder } from './find.ts';
import { addDocuments, clearIndex, countFields, openIndex, readCursor } from './index-file.ts';

/** Opens or creates the index at `path`. Each of its methods blocks the calling thread while SQLite works. */
export async function openSearchIndex(path: string): Promise<SearchIndex> {
  const sql = await openIndex(path);
  return {
    cursor: () => readCursor(sql.query),
    add: (entries, cursor) => addDocuments(sql, entries.map(toDocument), cursor),
    clear: () => clearIndex(sql),
    search: createFinder(sql.query),
    fieldCounts: () => countFields(sql.query),
    close: () => sql.close(),
  };
}
