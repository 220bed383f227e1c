import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate } from '../../../src/store/schema/migrations.ts';
import type { Query, Sql } from '../../../src/store/sql.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { describeStore } from '../../contract/store.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';

const makeFolder = () => mkdtemp(join(tmpdir(), 'paperboy-store-'));

/** Every statement that the store runs in the suite below. */
const statements = new Set<string>();

function record(sql: Sql): Sql {
  const recording =
    (query: Query): Query =>
    (text, values) => {
      statements.add(text);
      return query(text, values);
    };
  return {
    ...sql,
    query: recording(sql.query),
    transaction: (work) => sql.transaction((query) => work(recording(query))),
  };
}

describeStore('SQLite', async () => {
  const folder = await makeFolder();
  const sql = record(openSqlite(join(folder, 'test.db')));
  await migrate(sql);
  const store = createStore(sql);
  return {
    store,
    async close() {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
});

/** SQL that only SQLite supports, or that Postgres interprets differently. */
const SQLITE_ONLY = new RegExp(
  [
    ...['[?"`]', '==', ' (?:IS|IS NOT) \\$', 'LIMIT -1', '\\b(?:MIN|MAX)\\([^()]*,'],
    ...['\\bOR (?:REPLACE|IGNORE)\\b', '\\bREPLACE INTO\\b', '\\bIFNULL\\b', '\\bGLOB\\b', '\\bMATCH\\b'],
    ...['\\bPRAGMA\\b', '\\bAUTOINCREMENT\\b', '\\bROWID\\b', '\\bSTRFTIME\\b', '\\bUNIXEPOCH\\b'],
    ...['\\bJSON_EXTRACT\\b', '\\bGROUP_CONCAT\\b', '\\b(?:INSTR|PRINTF|TYPEOF|TOTAL)\\('],
  ].join('|'),
  'i',
);

it('the statements of a store are those that SQLite and Postgres share', () => {
  // These are the statements of the suite above; if this test runs alone, there are none to check.
  if (statements.size > 0) expect(statements.size).toBeGreaterThan(50);
  expect([...statements].filter((text) => SQLITE_ONLY.test(text))).toEqual([]);
});

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await makeFolder();
  path = join(folder, 'deep', 'test.db');
});
afterEach(() => rm(folder, { recursive: true }));

describe('a SQLite file', () => {
  it('is created with its folder, in WAL mode, and flushes every write to the disk', async () => {
    const sql = openSqlite(path);
    expect(await sql.query('PRAGMA journal_mode')).toEqual([{ journal_mode: 'wal' }]);
    expect(await sql.query('PRAGMA synchronous')).toEqual([{ synchronous: 2 }]);
    expect(await sql.query('PRAGMA busy_timeout')).toEqual([{ timeout: 0 }]);
    await sql.close();
  });

  it('keeps what was written when it is opened again', async () => {
    const first = openSqlite(path);
    await migrate(first);
    await createStore(first).saveListDay('2026-08-21', [makePaper()], null, 1);
    await first.close();
    const second = openSqlite(path);
    await migrate(second);
    expect((await createStore(second).listDay('2026-08-21'))?.papers).toEqual([makePaper()]);
    await second.close();
  });

  it('is migrated once, however often it is opened', async () => {
    const [first, second] = [openSqlite(path), openSqlite(path)];
    for (const sql of [first, second, first]) await migrate(sql);
    expect(await second.query('SELECT COUNT(*) AS rows FROM schema_version')).toEqual([{ rows: 1 }]);
    await Promise.all([first.close(), second.close()]);
  });

  it('of a newer program is refused with an error, and left unchanged', async () => {
    const sql = openSqlite(path);
    await migrate(sql);
    await sql.query('INSERT INTO schema_version (version) VALUES (99)');
    await expect(migrate(sql)).rejects.toThrow(/schema 99.*use a newer version/);
    expect(await sql.query('SELECT MAX(version) AS version FROM schema_version')).toEqual([{ version: 99 }]);
    await sql.close();
  });
});

describe('a transaction', () => {
  const withTable = async () => {
    const sql = openSqlite(path);
    await sql.query('CREATE TABLE lamps (name TEXT PRIMARY KEY)');
    return sql;
  };

  it('is rolled back when it throws, and the next one works', async () => {
    const sql = await withTable();
    const failed = sql.transaction(async (query) => {
      await query('INSERT INTO lamps VALUES ($1)', ['one']);
      throw new Error('out of oil');
    });
    await expect(failed).rejects.toThrow('out of oil');
    expect(await sql.query('SELECT * FROM lamps')).toEqual([]);
    await sql.transaction((query) => query('INSERT INTO lamps VALUES ($1)', ['two']));
    expect(await sql.query('SELECT * FROM lamps')).toEqual([{ name: 'two' }]);
    await sql.close();
  });

  it('is rolled back when one of its statements fails', async () => {
    const sql = await withTable();
    const failed = sql.transaction(async (query) => {
      await query('INSERT INTO lamps VALUES ($1)', ['one']);
      await query('INSERT INTO lamps VALUES ($1)', ['one']);
    });
    await expect(failed).rejects.toThrow(/UNIQUE/);
    expect(await sql.query('SELECT * FROM lamps')).toEqual([]);
    await sql.close();
  });

  it('is not mixed with statements from outside', async () => {
    const sql = await withTable();
    const begun = Promise.withResolvers<void>();
    const asked = Promise.withResolvers<void>();
    const slow = sql.transaction(async (query) => {
      await query('INSERT INTO lamps VALUES ($1)', ['inside']);
      begun.resolve();
      await asked.promise;
      throw new Error('undone');
    });
    await begun.promise;
    const outside = sql.query('INSERT INTO lamps VALUES ($1)', ['outside']);
    asked.resolve();
    await expect(slow).rejects.toThrow('undone');
    await outside;
    expect(await sql.query('SELECT * FROM lamps')).toEqual([{ name: 'outside' }]);
    await sql.close();
  });

  it('returns the result of its work', async () => {
    const sql = await withTable();
    expect(await sql.transaction(async () => 42)).toBe(42);
    await sql.close();
  });
});

it('a summary and its change number are written together, or not at all', async () => {
  const sql = openSqlite(path);
  await migrate(sql);
  const store = createStore(sql);
  await store.savePaper(makePaper({ id: 'a' }), 1);
  await sql.query(
    "CREATE TRIGGER broken BEFORE UPDATE OF change ON papers BEGIN SELECT RAISE(ABORT, 'out of oil'); END",
  );
  const summary = { ...makeSummary(), model: 'm', promptVersion: '1', work: ONE_REQUEST };
  await expect(store.saveSummary('a', summary, 2)).rejects.toThrow('out of oil');
  expect(await store.summaries(['a'])).toEqual(new Map());
  await sql.query('DROP TRIGGER broken');
  await store.saveSummary('a', summary, 3);
  expect((await store.summaries(['a'])).size).toBe(1);
  await sql.close();
});

describe('a closed connection', () => {
  it('refuses statements, known ones and new ones, and transactions', async () => {
    const sql = openSqlite(path);
    await sql.query('SELECT 1 AS one');
    await sql.close();
    await expect(sql.query('SELECT 1 AS one')).rejects.toThrow();
    await expect(sql.query('SELECT 2 AS two')).rejects.toThrow();
    await expect(sql.transaction(async () => 1)).rejects.toThrow();
    await expect(sql.close()).rejects.toThrow();
  });

  it('finishes statements that were queued before it was closed', async () => {
    const sql = openSqlite(path);
    const asked = sql.query('SELECT 1 AS one');
    await sql.close();
    expect(await asked).toEqual([{ one: 1 }]);
  });
});

const SOURCES = new URL('../../../src/store', import.meta.url).pathname;

/** Opens a file, like a second bot that starts at the same time. */
const OPENER = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.sources + '/sqlite/driver.ts').then(async ({ openSqlite }) => {
    parentPort.postMessage('opening');
    await openSqlite(workerData.path).close();
  });
`;

/** Migrates and writes, like a second bot with the same file. */
const WRITER = `
  const [, sources, path, owner] = process.argv;
  const { openSqlite } = await import(sources + '/sqlite/driver.ts');
  const { migrate } = await import(sources + '/schema/migrations.ts');
  const { createStore } = await import(sources + '/store.ts');
  const sql = openSqlite(path);
  await migrate(sql);
  const store = createStore(sql);
  let won = 0;
  for (let n = 0; n < 25; n += 1) {
    const paper = { id: String(n), title: owner, abstract: '', upvotes: n, withdrawn: false };
    await store.saveListDay('2026-08-21', [paper], null, n);
    const delivery = { key: 'k' + n, placeId: 'web:a', day: '2026-08-21', paperId: null };
    if ((await store.claim(delivery, owner, 0, 1000)).state === 'claimed') won += 1;
    await store.addUsage({ model: 'm', promptTokens: 1, completionTokens: 1 }, 0);
  }
  await store.close();
  process.stdout.write(String(won));
`;

/** Returns a script's output; rejects with its errors if it fails. */
function runScript(script: string, ...args: string[]): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, SOURCES, ...args]);
  let [output, errors] = ['', ''];
  child.stdout.on('data', (data) => {
    output += data;
  });
  child.stderr.on('data', (data) => {
    errors += data;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(errors))));
  });
}

describe('several bots on one file', () => {
  it('open it while another process writes, before it is in WAL mode', async () => {
    const writer = new DatabaseSync(join(folder, 'new.db'));
    writer.exec('BEGIN IMMEDIATE');
    const workerData = { path: join(folder, 'new.db'), sources: SOURCES };
    const worker = new Worker(OPENER, { eval: true, workerData });
    const opened = once(worker, 'exit');
    await once(worker, 'message');
    // This takes longer than the worker's first attempt to open the file.
    const sql = openSqlite(path);
    await migrate(sql);
    await sql.close();
    writer.exec('COMMIT');
    expect(await opened).toEqual([0]);
    writer.close();
  });

  it('migrate it and write concurrently: none fails, and each claim has one owner', async () => {
    const owners = ['a', 'b', 'c', 'd'];
    const won = await Promise.all(owners.map((owner) => runScript(WRITER, path, owner)));
    expect(won.map(Number).reduce((sum, each) => sum + each)).toBe(25);
    const sql = openSqlite(path);
    expect(await createStore(sql).totals()).toMatchObject({ list_days: 1, papers: 25, llm_calls: 100 });
    await sql.close();
  });
});
