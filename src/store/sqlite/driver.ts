import { accessSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { backup, DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { TemporaryError } from '../../domain/errors.ts';
import type { Query, Row, Sql, Value } from '../sql.ts';

/** How long a statement waits for another process that writes, in milliseconds since it was asked for. */
const BUSY_TIMEOUT = 5_000;
/** One whose turn comes late, as others waited before it, tries at least so long. */
const A_MOMENT = 200;
/** The pauses between its tries, as SQLite's own wait has them; but that one would hold up the whole process. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50];
const SQLITE_BUSY = 5;
/** More pages than a file can have. */
const ALL_PAGES = 2 ** 31 - 1;
/** Busy, read-only, I/O error, full, cannot open, locking protocol (sqlite.org/rescode.html): what a machine may get over. */
const MAY_PASS = [SQLITE_BUSY, 8, 10, 13, 14, 15];
const IS_READ = /^\s*(?:SELECT|WITH)\b/i;

/** Opens (or makes) a SQLite file; `isDerived` if it can be made anew. The only module that knows node:sqlite. */
export function openSqlite(path: string, { isDerived = false } = {}): Sql {
  mkdirSync(dirname(path), { recursive: true });
  const database = new DatabaseSync(path, { timeout: 0 });
  switchToWal(database);
  // FULL: a settled delivery must survive a power cut, or it would have to be looked up again.
  database.exec(`PRAGMA synchronous = ${isDerived ? 'NORMAL' : 'FULL'}`);
  // Otherwise a big sort wants a temporary folder, and a read-only container has none.
  database.exec('PRAGMA temp_store = MEMORY');

  const prepared = new Map<string, StatementSync>();
  function run(text: string, values: readonly Value[] = []): Row[] {
    let statement = prepared.get(text);
    if (!statement) {
      statement = database.prepare(text.replace(/\$(\d+)/g, '?$1'));
      prepared.set(text, statement);
    }
    try {
      return statement.all(...values) as Row[];
    } catch (error) {
      // One number that JavaScript cannot hold makes all rows unreadable; what writes is not run again for it.
      if ((error as NodeJS.ErrnoException).code !== 'ERR_OUT_OF_RANGE' || !IS_READ.test(text)) throw error;
      return readLargeNumbers(database.prepare(text.replace(/\$(\d+)/g, '?$1')), values);
    }
  }

  // One connection holds one transaction: everything else waits in line behind it.
  let line: Promise<unknown> = Promise.resolve();
  const inLine = <T>(work: (askedAt: number) => Promise<T>): Promise<T> => {
    const askedAt = performance.now();
    const turn = line.then(() => work(askedAt));
    line = turn.catch(() => {});
    return turn;
  };

  /** Reads that wait in line. Under WAL they need no lock, so whoever waits for one lets them go first. */
  const reads = new Set<() => void>();

  async function patiently<T>(askedAt: number, work: () => T): Promise<T> {
    const deadline = Math.max(askedAt + BUSY_TIMEOUT, performance.now() + A_MOMENT);
    for (let tries = 0; ; tries += 1) {
      try {
        return work();
      } catch (error) {
        if (codeOf(error) !== SQLITE_BUSY || performance.now() > deadline) throw explain(path, error);
      }
      for (const goFirst of reads) goFirst();
      await wait(PAUSES[Math.min(tries, PAUSES.length - 1)]);
    }
  }

  const read: Query = (text, values) =>
    new Promise((resolve, reject) => {
      const goFirst = () => {
        try {
          resolve(run(text, values));
        } catch (error) {
          if (codeOf(error) === SQLITE_BUSY) return;
          reject(explain(path, error));
        }
        reads.delete(goFirst);
      };
      reads.add(goFirst);
      inLine(async (askedAt) => {
        if (reads.delete(goFirst)) resolve(await patiently(askedAt, () => run(text, values)));
      }).catch(reject);
    });

  return {
    query: (text, values) =>
      IS_READ.test(text)
        ? read(text, values)
        : inLine((askedAt) => patiently(askedAt, () => run(text, values))),
    transaction: (work) =>
      inLine(async (askedAt) => {
        await patiently(askedAt, () => database.exec('BEGIN IMMEDIATE'));
        try {
          const result = await work(async (text, values) => run(text, values));
          database.exec('COMMIT');
          return result;
        } catch (error) {
          // SQLite may have rolled back by itself, on a full disk for one.
          if (database.isTransaction) database.exec('ROLLBACK');
          throw explain(path, error);
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

/** SQLite's primary code; the upper bytes only say more of it. */
const codeOf = (error: unknown): number => ((error as { errcode?: number })?.errcode ?? 0) & 0xff;

/** Whatever failed for what a machine may get over has to be tried again later. */
function explain(path: string, error: unknown): unknown {
  if (!MAY_PASS.includes(codeOf(error))) return error;
  return new TemporaryError(`The database ${path} cannot be used now: ${(error as Error).message}`);
}

/** The rows with the nearest number for one that is too large. */
function readLargeNumbers(statement: StatementSync, values: readonly Value[]): Row[] {
  statement.setReadBigInts(true);
  return statement
    .all(...values)
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([name, value]) => [
          name,
          (typeof value === 'bigint' ? Number(value) : value) as Value,
        ]),
      ),
    );
}

/** The first switch to WAL does not wait for one who writes, as other statements do: it is tried again. */
function switchToWal(database: DatabaseSync): void {
  const deadline = performance.now() + BUSY_TIMEOUT;
  for (;;) {
    try {
      database.exec('PRAGMA journal_mode = WAL');
      return;
    } catch (error) {
      if (codeOf(error) !== SQLITE_BUSY || performance.now() > deadline) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
    }
  }
}
