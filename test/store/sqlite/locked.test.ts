import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TemporaryError } from '../../../src/domain/errors.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import type { Sql } from '../../../src/store/sql.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { failure } from '../../app/editions/harness.ts';

let folder: string;
let sql: Sql;
let other: DatabaseSync;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-locked-'));
  sql = openSqlite(join(folder, 'test.db'));
  await sql.query('CREATE TABLE lamps (name TEXT)');
  other = new DatabaseSync(join(folder, 'test.db'));
});
afterEach(async () => {
  vi.useRealTimers();
  other.close();
  await sql.close();
  await rm(folder, { recursive: true });
});

const lamps = async () => (await sql.query('SELECT name FROM lamps')).map(({ name }) => name);
const light = (name: string) => sql.query('INSERT INTO lamps VALUES ($1)', [name]);

describe('while another process holds the lock', () => {
  beforeEach(() => other.exec('BEGIN IMMEDIATE'));

  it('writes wait in their order, reads go first, and the process keeps running', async () => {
    const done: string[] = [];
    const writes = [
      light('one').then(() => done.push('one')),
      sql
        .transaction(async (query) => {
          // The transaction is not mixed with the statements that are queued behind it.
          await query('INSERT INTO lamps VALUES ($1)', ['two']);
          await turn();
          return query('INSERT INTO lamps VALUES ($1)', ['three']);
        })
        .then(() => done.push('three')),
      light('four').then(() => done.push('four')),
    ];
    expect(await lamps()).toEqual([]);
    expect(await lamps()).toEqual([]);
    expect(done).toEqual([]);
    other.exec('COMMIT');
    await Promise.all(writes);
    expect(done).toEqual(['one', 'three', 'four']);
    expect(await lamps()).toEqual(['one', 'two', 'three', 'four']);
  });

  it('a read that fails rejects', async () => {
    const write = light('one');
    await expect(sql.query('SELECT colour FROM lamps')).rejects.toThrow(/no such column/);
    other.exec('COMMIT');
    await write;
  });

  it('for too long, writes fail temporarily, and later they work', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const writes = [light('one'), sql.transaction((query) => query('SELECT 1'))].map(failure);
    expect(await lamps()).toEqual([]);
    vi.advanceTimersByTime(6_000);
    let isOver = false;
    const failures = Promise.all(writes).finally(() => {
      isOver = true;
    });
    // The timeout of the second write starts only when the first write has ended.
    for (; !isOver; await turn()) vi.advanceTimersByTime(10);
    for (const error of await failures) {
      expect(error).toBeInstanceOf(TemporaryError);
      expect(error.message).toMatch(/test\.db is temporarily unavailable: database is locked/);
    }
    other.exec('COMMIT');
    await light('two');
    expect(await lamps()).toEqual(['two']);
  });
});

describe('a probe', () => {
  it('writes to the disk each time, and leaves nothing behind', async () => {
    await migrate(sql);
    const store = createStore(sql);
    const size = async () => (await stat(join(folder, 'test.db-wal'))).size;
    const rows = () => sql.query('SELECT * FROM schema_version');
    const before = await rows();
    for (let times = 0; times < 3; times += 1) {
      const known = await size();
      await store.probe();
      expect(await size()).toBeGreaterThan(known);
    }
    expect(await rows()).toEqual(before);
  });

  it('fails temporarily if nothing can be written', async () => {
    await migrate(sql);
    await sql.query('PRAGMA query_only = 1');
    expect(await failure(createStore(sql).probe())).toBeInstanceOf(TemporaryError);
    await sql.query('PRAGMA query_only = 0');
    await createStore(sql).probe();
  });
});
