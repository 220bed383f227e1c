import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../src/ports/store.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import type { Sql } from '../../../src/store/sql.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';
import { SETTINGS } from '../../fixtures/settings.ts';

const FIRST_VERSION = readFileSync(new URL('../../fixtures/schema-1.sql', import.meta.url), 'utf8');

const DETAILS = '{"authors":[],"keywords":[],"thumbnail":"https://huggingface.co/t.png","codeUrl":null}';
/** The ids of the old papers, with the time at which each paper was saved. */
const OLD_PAPERS = { '2608.00005': 500, '2608.00001': 900, '2608.00002': 900, '2608.00003': 900, old: 100 };

let folder: string;
let path: string;
const open: Sql[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-schema-'));
  path = join(folder, 'old.db');
  const database = new DatabaseSync(path);
  database.exec(FIRST_VERSION);
  // Three papers have the same time, because all papers of a list are saved at the same time.
  for (const [id, savedAt] of Object.entries(OLD_PAPERS)) {
    const values = [id, `Title of ${id}`, 'fog', 7, 0, DETAILS, savedAt];
    database.prepare('INSERT INTO papers VALUES (?, ?, ?, ?, ?, ?, ?)').run(...values);
  }
  database.close();
});
afterEach(async () => {
  for (const sql of open.splice(0)) await sql.close();
  await rm(folder, { recursive: true });
});

function openOld(): Sql {
  const sql = openSqlite(path);
  open.push(sql);
  return sql;
}

/** Returns the definitions of all tables and indices, with normalised whitespace. */
async function shapeOf(sql: Sql): Promise<unknown> {
  const rows = await sql.query(
    "SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY name",
  );
  return rows.map((row) => [row.name, String(row.sql).replace(/\s+/g, ' ')]);
}

describe('a database of the first version', () => {
  let sql: Sql;
  let store: Store;
  beforeEach(async () => {
    sql = openOld();
    await migrate(sql);
    store = createStore(sql);
  });

  it('keeps its votes, which can be switched and withdrawn', async () => {
    const ids = ['2608.00001', '2608.00002'];
    expect(await store.voteCounts(ids, { shownOn: 'web' })).toEqual(
      new Map([
        ['2608.00001', { up: 1, down: 1 }],
        ['2608.00002', { up: 0, down: 1 }],
      ]),
    );
    expect(await store.votesOf('web', 'v1', ids)).toEqual(
      new Map([
        ['2608.00001', 1],
        ['2608.00002', -1],
      ]),
    );
    const button = { paperId: '2608.00001', platform: 'web', voter: 'v1', messageId: '', emoji: '' } as const;
    await store.addReaction({ ...button, value: -1 }, 9_000);
    expect((await store.voteCounts(ids, { shownOn: 'web' })).get('2608.00001')).toEqual({ up: 0, down: 2 });
    await store.removeReaction({ ...button, value: -1 });
    expect((await store.voteCounts(ids, { shownOn: 'web' })).get('2608.00001')).toEqual({ up: 0, down: 1 });
    expect(await store.totals()).toMatchObject({ votes: 2 });
  });

  it('keeps its subscriptions, with later settings at their defaults', async () => {
    expect(await store.subscriptions()).toMatchObject([
      { settings: SETTINGS, createdAt: 1_000, state: 'active' },
    ]);
  });

  it('keeps its editions, and finds papers by its messages', async () => {
    expect(await store.newestEditions('web:paperboy', 1)).toMatchObject([{ openedAt: 1_000, refreshes: 4 }]);
    expect(await store.paperOf('web', '2')).toBe('2608.00001');
    expect(await store.messagesSince('web', 1_500)).toEqual(['2']);
  });

  it('numbers its papers in the order in which they were saved, without repeats, and continues from there', async () => {
    const changes = await store.changedPapers(0, 100);
    expect(changes.map(({ paper }) => paper.id)).toEqual([
      'old',
      '2608.00005',
      ...['2608.00001', '2608.00002', '2608.00003'],
    ]);
    const numbers = changes.map(({ change }) => change);
    expect(new Set(numbers).size).toBe(5);
    expect(Math.min(...numbers)).toBeGreaterThan(0);
    expect(await store.newestChange()).toBe(Math.max(...numbers));

    await store.savePaper(makePaper({ id: 'old', upvotes: 99 }), 2_000);
    await store.saveSummary(
      '2608.00005',
      { ...makeSummary(), model: 'm', promptVersion: '1', work: ONE_REQUEST },
      2_000,
    );
    const later = await store.changedPapers(Math.max(...numbers), 100);
    expect(later.map(({ paper }) => paper.id)).toEqual(['old', '2608.00005']);
    expect((await store.changedPapers(0, 2)).map(({ paper }) => paper.id)).toEqual([
      '2608.00001',
      '2608.00002',
    ]);
  });

  it('ranks earlier papers by the votes that it kept', async () => {
    const query = { from: '2026-08-21', to: '2026-08-21', limit: 5 };
    expect(await store.bestPapers({ ...query, scope: { placeId: 'web:paperboy' } })).toMatchObject([
      { paper: { id: '2608.00001' }, votes: { up: 1, down: 1 } },
    ]);
    expect(await store.messagesOf('web:paperboy', ['2608.00001'])).toEqual(new Map([['2608.00001', '2']]));
    expect(await store.settledBests(0)).toEqual(new Set());
  });

  it('has the schema of a new one, and is not migrated again', async () => {
    const fresh = openSqlite(join(folder, 'new.db'));
    open.push(fresh);
    await migrate(fresh);
    expect(await shapeOf(sql)).toEqual(await shapeOf(fresh));
    await expect(sql.query('SELECT * FROM votes')).rejects.toThrow(/no such table/);
    await migrate(sql);
    expect(await store.totals()).toMatchObject({ votes: 3 });
  });
});

it('a migration that fails leaves the database unchanged, and works the next time', async () => {
  const sql = openOld();
  const before = await shapeOf(sql);
  await sql.query('CREATE TABLE reactions (in_the_way INTEGER)');
  await expect(migrate(sql)).rejects.toThrow(/reactions/);
  await sql.query('DROP TABLE reactions');
  expect(await shapeOf(sql)).toEqual(before);
  await migrate(sql);
  expect(await createStore(sql).totals()).toMatchObject({ votes: 3 });
});

describe('the step that added workspaces to ids', () => {
  const UPGRADE = readFileSync(new URL('../../fixtures/upgrade/database.sql', import.meta.url), 'utf8');
  const dump = async (sql: Sql) => {
    const names = (await sql.query("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")).map(
      ({ name }) => String(name),
    );
    return Promise.all(
      names.map(async (name) => [name, await sql.query(`SELECT * FROM ${name} ORDER BY rowid`)]),
    );
  };

  it('changes everything or nothing, wherever it is interrupted', async () => {
    const database = new DatabaseSync(join(folder, 'upgrade.db'));
    database.exec(UPGRADE);
    database.close();
    const sql = openSqlite(join(folder, 'upgrade.db'));
    open.push(sql);
    const before = await dump(sql);
    let statements = 0;
    for (let isDone = false; !isDone; statements += 1) {
      let left = statements;
      const interrupted: Sql = {
        ...sql,
        transaction: (work) =>
          sql.transaction((query) =>
            work((text, values) => {
              if (left === 0) throw new Error('interrupted');
              left -= 1;
              return query(text, values);
            }),
          ),
      };
      isDone = await migrate(interrupted).then(
        () => true,
        () => false,
      );
      if (!isDone) expect(await dump(sql)).toEqual(before);
    }
    expect(statements).toBeGreaterThan(10);
    expect(await createStore(sql).subscription('slack:T1:C1')).not.toBeNull();
  });
});
