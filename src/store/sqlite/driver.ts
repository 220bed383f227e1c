import { accessSync } from 'node:fs';
import { backup, DatabaseSync, type StatementSync } from 'node:sqlite';
import { CorruptStoreError, TemporaryError } from '../../domain/errors.ts';
import type { Row, Sql, Value } from '../sql.ts';
import { createPrivateFile, makePrivate, watchFiles } from './private-files.ts';
import { createWriterQueue } from './writer-queue.ts';

/** The maximum time to wait for another process's lock when opening or copying a file, in milliseconds. */
const BUSY_TIMEOUT = 5_000;
const SQLITE_BUSY = 5;
/** SQLITE_CORRUPT and SQLITE_NOTADB (sqlite.org/rescode.html). */
const CORRUPT_CODES = [11, 26];
/** What an operator has to do if a database is corrupt that cannot be rebuilt. */
export const RESTORE = 'stop the bot and restore a backup (docs/operating.md, "Backup and restore")';
/** Busy, read-only, I/O error, full, cannot open, locking protocol (sqlite.org/rescode.html): possibly temporary. */
const TRANSIENT_CODES = [SQLITE_BUSY, 8, 10, 13, 14, 15];
/** Far more pages than our databases have. */
const ALL_PAGES = 2 ** 31 - 1;
const IS_READ = /^\s*(?:SELECT|WITH)\b/i;

/**
 * Opens a SQLite file; creates the file and its folder if they are missing. `isDerived` means that the file's data
 * can be rebuilt, `remedy` what to do if the file is corrupt. This is the only module that uses node:sqlite. A statement that can be retried later rejects with a
 * `TemporaryError`; one that finds the file corrupt rejects with a `CorruptStoreError`, or, if `isDerived`, with
 * SQLite's own error (`isCorrupt`).
 */
export function openSqlite(path: string, { isDerived = false, remedy = RESTORE } = {}): Sql {
  createPrivateFile(path);
  makePrivate(path);
  const database = openDatabase(path, isDerived);
  makePrivate(path);
  const findFileProblem = watchFiles(path);

  const run = createStatements(database);
  const queue = createWriterQueue(isBusy);
  /** What SQLite said when it first found the file corrupt. */
  let corruption: string | null = null;
  const failCorrupt = () => {
    throw new CorruptStoreError(`The database ${path} is corrupt (${corruption}); ${remedy}`);
  };
  const fail = (error: unknown): never => {
    if (isDerived || !isCorrupt(error)) throw toStoreError(path, error);
    corruption ??= (error as Error).message;
    return failCorrupt();
  };
  return {
    query: (text, values) =>
      (IS_READ.test(text) ? queue.read : queue.write)(() => run(text, values)).catch(fail),
    transaction: (work) =>
      queue
        .transaction(
          () => database.exec('BEGIN IMMEDIATE'),
          async () => {
            try {
              const result = await work(async (text, values) => run(text, values));
              database.exec('COMMIT');
              return result;
            } catch (error) {
              // SQLite might already have rolled back the transaction, for example on a full disk.
              if (database.isTransaction) database.exec('ROLLBACK');
              throw error;
            }
          },
        )
        .catch(fail),
    async check() {
      const problem = findFileProblem();
      if (problem) {
        throw new TemporaryError(
          `${problem} while the bot uses it: stored data can be lost when the bot stops (docs/operating.md, "Files")`,
        );
      }
      if (corruption) failCorrupt();
    },
    close: () => queue.write(() => database.close()),
  };
}

/** Opens a connection, and reads from it once, which creates the files that SQLite keeps beside the database. */
function openDatabase(path: string, isDerived: boolean): DatabaseSync {
  // SQLite itself must not wait for locks, because that would block the whole process.
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    switchToWal(database);
    // FULL: a settled delivery must survive a power cut, or the bot would have to look for the message again.
    database.exec(`PRAGMA synchronous = ${isDerived ? 'NORMAL' : 'FULL'}`);
    // MEMORY: a large sort would otherwise need a temporary folder, which a read-only container does not have.
    database.exec('PRAGMA temp_store = MEMORY');
  } catch (error) {
    database.close();
    throw error;
  }
  return database;
}

/** Returns a function that runs statements with the placeholders $1, $2 and so on, and caches prepared statements. */
function createStatements(database: DatabaseSync): (text: string, values?: readonly Value[]) => Row[] {
  const prepared = new Map<string, StatementSync>();
  const prepare = (text: string) => database.prepare(text.replace(/\$(\d+)/g, '?$1'));
  return (text, values = []) => {
    const statement = prepared.get(text) ?? prepare(text);
    prepared.set(text, statement);
    try {
      return statement.all(...values) as Row[];
    } catch (error) {
      // One integer too large for a JavaScript number makes all rows unreadable. Only a read can safely run again.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE' || !IS_READ.test(text)) throw error;
      return readLargeIntegers(prepare(text), values);
    }
  };
}

/** Returns the rows. Each integer too large for a JavaScript number is replaced by the nearest JavaScript number. */
function readLargeIntegers(statement: StatementSync, values: readonly Value[]): Row[] {
  statement.setReadBigInts(true);
  const toNumber = (value: unknown) => (typeof value === 'bigint' ? Number(value) : value) as Value;
  return statement
    .all(...values)
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, toNumber(value)])));
}

/**
 * Copies a consistent snapshot of a database file, even while other processes read and write the file. Does not
 * change the data in `from`. Rejects if `from` is missing.
 */
export async function copySqlite(from: string, to: string): Promise<void> {
  accessSync(from);
  const database = new DatabaseSync(from, { timeout: BUSY_TIMEOUT });
  try {
    // Copy all pages in one step: between steps, a write by another process would restart the copy
    // (sqlite.org/backup.html).
    await backup(database, to, { rate: ALL_PAGES });
  } finally {
    database.close();
  }
}

/** Returns the primary SQLite result code of an error, which is the lowest byte of the code; 0 if there is none. */
const codeOf = (error: unknown): number => ((error as { errcode?: number })?.errcode ?? 0) & 0xff;
const isBusy = (error: unknown) => codeOf(error) === SQLITE_BUSY;
/** Returns true if the error means that the file is corrupt or not a database. */
export const isCorrupt = (error: unknown): boolean => CORRUPT_CODES.includes(codeOf(error));

/** Maps transient SQLite errors to `TemporaryError`. */
function toStoreError(path: string, error: unknown): unknown {
  if (!TRANSIENT_CODES.includes(codeOf(error))) return error;
  return new TemporaryError(`The database ${path} is temporarily unavailable: ${(error as Error).message}`);
}

/**
 * Switches to WAL, retrying while the file is locked, because a file's first switch to WAL ignores SQLite's busy
 * timeout. Blocks the process meanwhile, as opening the file does.
 */
function switchToWal(database: DatabaseSync): void {
  const deadline = performance.now() + BUSY_TIMEOUT;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL; SELECT COUNT(*) FROM sqlite_schema');
      return;
    } catch (error) {
      if (!isBusy(error) || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
