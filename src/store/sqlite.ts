import { accessSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Query, Row, Sql } from './sql.ts';

/** How long a statement waits for another process that writes, in milliseconds. */
const BUSY_TIMEOUT = 5_000;
const SQLITE_BUSY = 5;
/** More pages than a file can have. */
const ALL_PAGES = 2 ** 31 - 1;

/** Opens (or makes) a SQLite file; `isDerived` if it can be made anew. The only module that knows node:sqlite. */
export function openSqlite(path: string, { isDerived = false } = {}): Sql {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
  switchToWal(database);
  // FULL: a settled delivery must survive a power cut, or it would have to be looked up again.
  database.exec(`PRAGMA synchronous = ${isDerived ? 'NORMAL' : 'FULL'}`);
  // Otherwise a big sort wants a temporary folder, and a read-only container has none.
  database.exec('PRAGMA temp_store = MEMORY');

  const prepared = new Map<string, StatementSync>();
  const run: Query = async (text, values = []) => {
    let statement = prepared.get(text);
    if (!statement) {
      statement = database.prepare(text.replace(/\$(\d+)/g, '?$1'));
      prepared.set(text, statement);
    }
    return statement.all(...values) as Row[];
  };

  // One connection holds one transaction: everything else waits in line behind it.
  let line: Promise<unknown> = Promise.resolve();
  const inLine = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = line.then(work);
    line = turn.catch(() => {});
    return turn;
  };

  return {
    query: (text, values) => inLine(() => run(text, values)),
    transaction: (work) =>
      inLine(async () => {
        database.exec('BEGIN IMMEDIATE');
        try {
          const result = await work(run);
          database.exec('COMMIT');
          return result;
        } catch (error) {
          // SQLite may have rolled back by itself, on a full disk for one.
          if (database.isTransaction) database.exec('ROLLBACK');
          throw error;
        }
      }),
    close: () => inLine(async () => database.close()),
  };
}

/**
 * Copies a database file, as it stands at one instant, into another file; others may read and write it meanwhile.
 * It makes no database where there is none, and changes nothing in the one that it copies.
 */
export async function copySqlite(from: string, to: string): Promise<void> {
  accessSync(from);
  const database = new DatabaseSync(from, { timeout: BUSY_TIMEOUT });
  try {
    // In one step: one of many begins anew whenever another process has written (sqlite.org/backup.html).
    await backup(database, to, { rate: ALL_PAGES });
  } finally {
    database.close();
  }
}

/** The first switch to WAL does not wait for one who writes, as other statements do: it is tried again. */
function switchToWal(database: DatabaseSync): void {
  const deadline = Date.now() + BUSY_TIMEOUT;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if ((error as { errcode?: number }).errcode !== SQLITE_BUSY || Date.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
