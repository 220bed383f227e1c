import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { migrate } from '../../src/store/schema.ts';
import type { Sql } from '../../src/store/sql.ts';
import { openSqlite } from '../../src/store/sqlite.ts';
import { createStore } from '../../src/store/store.ts';
import { SETTINGS } from '../fixtures/settings.ts';

const FIRST_VERSION = readFileSync(new URL('../fixtures/schema-1.sql', import.meta.url), 'utf8');

let folder: string;
let path: string;
const open: Sql[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-schema-'));
  path = join(folder, 'old.db');
  const database = new DatabaseSync(path);
  database.exec(FIRST_VERSION);
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

/** Tables and indices with their columns, whatever blanks they were written with. */
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

  it('keeps its votes, which can be switched and taken back', async () => {
    const ids = ['2608.00001', '2608.00002'];
    expect(await store.voteCounts(ids)).toEqual(
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
    expect((await store.voteCounts(ids)).get('2608.00001')).toEqual({ up: 0, down: 2 });
    await store.removeReaction({ ...button, value: -1 });
    expect((await store.voteCounts(ids)).get('2608.00001')).toEqual({ up: 0, down: 1 });
    expect(await store.totals()).toMatchObject({ votes: 2 });
  });

  it('keeps its subscriptions, with the settings that were as they are now', async () => {
    expect(await store.subscriptions()).toMatchObject([
      { settings: SETTINGS, createdAt: 1_000, state: 'active' },
    ]);
  });

  it('keeps its editions, and knows its messages by their papers', async () => {
    expect(await store.newestEdition('web:paperboy')).toMatchObject({ openedAt: 1_000, touchUps: 4 });
    expect(await store.paperOf('web', '2')).toBe('2608.00001');
    expect(await store.messagesSince('web', 1_500)).toEqual(['2']);
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

it('a migration that fails leaves the database as it was, and works the next time', async () => {
  const sql = openOld();
  const before = await shapeOf(sql);
  await sql.query('CREATE TABLE reactions (in_the_way INTEGER)');
  await expect(migrate(sql)).rejects.toThrow(/reactions/);
  await sql.query('DROP TABLE reactions');
  expect(await shapeOf(sql)).toEqual(before);
  await migrate(sql);
  expect(await createStore(sql).totals()).toMatchObject({ votes: 3 });
});
