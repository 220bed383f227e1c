import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import type { Day } from '../../domain/calendar/day.ts';
import { FIELD_LIST } from '../../domain/fields/field.ts';
import type { SearchDocument } from '../../domain/search/document.ts';
import { OWN_SYNSETS } from '../../domain/search/terms.ts';
import { DAY } from '../../lib/duration.ts';
import type { FieldCounts } from '../../ports/search-index.ts';
import type { Query, Sql } from '../sql.ts';
import { isCorrupt, openSqlite } from '../sqlite/driver.ts';

/** The version of the tokens and of the tables below. An index with a different version is rebuilt. */
const VERSION = 4;
/**
 * How many paper numbers are reserved for each day, so that papers of newer days have higher numbers. A list has at
 * most 2,000 papers.
 */
const DAY_ROOM = 4_096;

const TABLES = [
  'CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL)',
  'CREATE TABLE papers (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, upvotes INTEGER NOT NULL, hash TEXT NOT NULL)',
  'CREATE INDEX papers_upvotes ON papers (upvotes)',
  'CREATE TABLE paper_fields (field TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (field, number)) WITHOUT ROWID',
  'CREATE INDEX paper_fields_number ON paper_fields (number)',
  'CREATE TABLE unknown_labels (number INTEGER NOT NULL, label TEXT NOT NULL, PRIMARY KEY (number, label)) WITHOUT ROWID',
  // `content = ''`: the store has the texts, so the index need not keep them (sqlite.org/fts5.html, 4.4.4).
  "CREATE VIRTUAL TABLE head USING fts5(tokens, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0', prefix = '1 2 3')",
  "CREATE VIRTUAL TABLE body USING fts5(tokens, abstract, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 0')",
  // An abstract mentions more than a paper is about, so it weighs less (sqlite.org/fts5.html, 5.1.1).
  "INSERT INTO body (body, rank) VALUES ('rank', 'bm25(1.0, 0.4)')",
  // Merge the segments of the index early: a search reads every segment (sqlite.org/fts5.html, 6.1).
  "INSERT INTO head (head, rank) VALUES ('automerge', 2)",
  "INSERT INTO body (body, rank) VALUES ('automerge', 2)",
  'CREATE VIRTUAL TABLE head_words USING fts5vocab(head, row)',
];

const makeVersion = () =>
  `${VERSION}/${createHash('sha1')
    .update(JSON.stringify([FIELD_LIST, OWN_SYNSETS]))
    .digest('hex')
    .slice(0, 12)}`;

export const numberOfDay = (day: Day): number => (Date.parse(day) / DAY) * DAY_ROOM;

/** The maximum number of unknown field labels to report. */
const MAX_UNKNOWN = 100;

/** Opens or creates an index file. Replaces a corrupt file: all its data can be rebuilt from the store. */
export async function openIndex(path: string): Promise<Sql> {
  try {
    return await openPrepared(path);
  } catch (error) {
    if (!isCorrupt(error)) throw error;
    deleteIndex(path);
    return openPrepared(path);
  }
}

async function openPrepared(path: string): Promise<Sql> {
  const sql = openSqlite(path, { isDerived: true });
  try {
    await prepare(sql);
    return sql;
  } catch (error) {
    await sql.close();
    throw error;
  }
}

export function deleteIndex(path: string): void {
  for (const end of ['', '-wal', '-shm']) rmSync(`${path}${end}`, { force: true });
}

/** Creates the tables, replacing those of a different version. */
export async function prepare({ query, transaction }: Sql): Promise<void> {
  const version = makeVersion();
  const tables = await query("SELECT name FROM sqlite_master WHERE type = 'table'");
  if (tables.some(({ name }) => name === 'meta')) {
    const [row] = await query("SELECT value FROM meta WHERE name = 'version'");
    if (row?.value === version) return;
  }
  await makeTables(transaction, version);
}

/** Empties the index by creating its tables again. */
export const clearIndex = ({ transaction }: Sql): Promise<void> => makeTables(transaction, makeVersion());

function makeTables(transaction: Sql['transaction'], version: string): Promise<void> {
  return transaction(async (query) => {
    for (const table of ['head_words', 'head', 'body', 'unknown_labels', 'paper_fields', 'papers', 'meta']) {
      await query(`DROP TABLE IF EXISTS ${table}`);
    }
    for (const statement of TABLES) await query(statement);
    await query("INSERT INTO meta (name, value) VALUES ('version', $1), ('cursor', '0')", [version]);
  });
}

export async function readCursor(query: Query): Promise<number> {
  const [row] = await query("SELECT value FROM meta WHERE name = 'cursor'");
  return Number(row?.value ?? 0);
}

export async function addDocuments(
  sql: Sql,
  documents: readonly SearchDocument[],
  cursor: number,
): Promise<void> {
  await sql.transaction(async (query) => {
    for (const document of documents) await addDocument(query, document);
    await query("UPDATE meta SET value = $1 WHERE name = 'cursor'", [String(cursor)]);
  });
}

async function addDocument(query: Query, document: SearchDocument): Promise<void> {
  const { id, day, upvotes, withdrawn, head, body, abstract, fields, unknownLabels } = document;
  const hash = createHash('sha1')
    .update(JSON.stringify([head, body, abstract, fields, unknownLabels]))
    .digest('base64');
  const [known] = await query('SELECT number, hash FROM papers WHERE id = $1', [id]);
  const first = numberOfDay(day);
  const isOfDay = known && Number(known.number) >= first && Number(known.number) < first + DAY_ROOM;
  if (known && isOfDay && !withdrawn && known.hash === hash) {
    await query('UPDATE papers SET upvotes = $2 WHERE id = $1', [id, upvotes]);
    return;
  }
  if (known) await removeNumber(query, Number(known.number));
  if (withdrawn) return;
  const number = isOfDay ? Number(known.number) : await nextNumber(query, day);
  await query('INSERT INTO papers (number, id, upvotes, hash) VALUES ($1, $2, $3, $4)', [
    number,
    id,
    upvotes,
    hash,
  ]);
  await query('INSERT INTO head (rowid, tokens) VALUES ($1, $2)', [number, head]);
  await query('INSERT INTO body (rowid, tokens, abstract) VALUES ($1, $2, $3)', [number, body, abstract]);
  for (const field of fields)
    await query('INSERT INTO paper_fields (field, number) VALUES ($1, $2)', [field, number]);
  for (const label of new Set(unknownLabels))
    await query('INSERT INTO unknown_labels (number, label) VALUES ($1, $2)', [number, label]);
}

async function removeNumber(query: Query, number: number): Promise<void> {
  for (const table of ['papers', 'paper_fields', 'unknown_labels']) {
    await query(`DELETE FROM ${table} WHERE number = $1`, [number]);
  }
  for (const table of ['head', 'body']) await query(`DELETE FROM ${table} WHERE rowid = $1`, [number]);
}

async function nextNumber(query: Query, day: Day): Promise<number> {
  const first = numberOfDay(day);
  const [row] = await query('SELECT MAX(number) AS last FROM papers WHERE number >= $1 AND number < $2', [
    first,
    first + DAY_ROOM,
  ]);
  return row?.last === null || row?.last === undefined ? first : Number(row.last) + 1;
}

export async function countFields(query: Query): Promise<FieldCounts> {
  const fields = await query('SELECT field, COUNT(*) AS papers FROM paper_fields GROUP BY field');
  const unknown = await query(
    'SELECT label, COUNT(*) AS papers FROM unknown_labels GROUP BY label ORDER BY papers DESC, label LIMIT $1',
    [MAX_UNKNOWN],
  );
  return {
    fields: new Map(fields.map(({ field, papers }) => [String(field), Number(papers)])),
    unknown: unknown.map(({ label, papers }) => [String(label), Number(papers)]),
  };
}
