import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CorruptStoreError, TemporaryError } from '../../../src/domain/errors.ts';
import type { Sql } from '../../../src/store/sql.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { failure } from '../../app/editions/harness.ts';
import { spoil } from '../search/file.ts';

let folder: string;
let path: string;
const open: Sql[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-files-'));
  path = join(folder, 'data', 'bot.db');
});
afterEach(async () => {
  for (const sql of open.splice(0)) await sql.close().catch(() => {});
  await rm(folder, { recursive: true });
});

async function openLamps(file = path): Promise<Sql> {
  const sql = openSqlite(file);
  open.push(sql);
  await sql.query('CREATE TABLE IF NOT EXISTS lamps (name TEXT)');
  await sql.query('INSERT INTO lamps VALUES ($1)', ['one']);
  return sql;
}

const modeOf = async (file: string) => ((await stat(file)).mode & 0o777).toString(8);
async function modesIn(place: string): Promise<Record<string, string>> {
  const names = (await readdir(place)).sort();
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await modeOf(join(place, name))])),
  );
}

describe.skipIf(process.platform === 'win32')('S9: the files of a database', () => {
  const PRIVATE = { 'bot.db': '600', 'bot.db-shm': '600', 'bot.db-wal': '600' };

  it('are only for their owner, with their folder, whatever the umask is', async () => {
    const umask = process.umask(0);
    try {
      await openLamps();
    } finally {
      process.umask(umask);
    }
    expect(await modesIn(join(folder, 'data'))).toEqual(PRIVATE);
    expect(await modeOf(join(folder, 'data'))).toBe('700');
  });

  it('become private if an earlier version left them readable, also after a crash', async () => {
    await mkdir(join(folder, 'data'));
    // An open connection keeps its files, as those of a killed process stay.
    const old = new DatabaseSync(path);
    old.exec('PRAGMA journal_mode = WAL; CREATE TABLE lamps (name TEXT)');
    for (const end of ['', '-wal', '-shm']) await chmod(`${path}${end}`, 0o664);
    await openLamps();
    expect(await modesIn(join(folder, 'data'))).toEqual(PRIVATE);
    old.close();
  });

  it('keep what their owner may do, and the permissions of a folder that was there before', async () => {
    await mkdir(join(folder, 'data'));
    await chmod(join(folder, 'data'), 0o755);
    await (await openLamps()).close();
    await chmod(path, 0o444);
    // Only an unprivileged user cannot write to the file.
    await openLamps().catch(() => {});
    expect(await modeOf(path)).toBe('400');
    expect(await modeOf(join(folder, 'data'))).toBe('755');
  });

  it('are found through symbolic links, also through one whose target is still missing', async () => {
    await mkdir(join(folder, 'data'));
    const link = join(folder, 'link.db');
    await symlink(path, link);
    await openLamps(link);
    expect(await modesIn(join(folder, 'data'))).toEqual(PRIVATE);
  });
});

describe.skipIf(process.platform === 'win32')('S5: a database checks that its files are in place', () => {
  const moves: [string, string, () => Promise<void>, () => Promise<void>][] = [
    ['its file is moved', 'bot.db', () => rename(path, `${path}.old`), () => rename(`${path}.old`, path)],
    [
      'its folder is moved',
      'bot.db',
      () => rename(join(folder, 'data'), join(folder, 'moved')),
      () => rename(join(folder, 'moved'), join(folder, 'data')),
    ],
    [
      'its WAL is moved',
      'bot.db-wal',
      () => rename(`${path}-wal`, `${path}.w`),
      () => rename(`${path}.w`, `${path}-wal`),
    ],
  ];
  it.each(moves)('while %s', async (_title, file, move, moveBack) => {
    const sql = await openLamps();
    await sql.check();
    await move();
    const error = await failure(sql.check());
    expect(error).toBeInstanceOf(TemporaryError);
    expect(error.message).toContain(`${file} was deleted or moved`);
    await moveBack();
    await sql.check();
  });

  it('and stays unhealthy when they are deleted, however often it is used', async () => {
    const sql = await openLamps();
    await rm(join(folder, 'data'), { recursive: true });
    await sql.query('INSERT INTO lamps VALUES ($1)', ['two']);
    await expect(sql.check()).rejects.toThrow(/bot\.db was deleted or moved/);
    await mkdir(join(folder, 'data'));
    await writeFile(path, '');
    await expect(sql.check()).rejects.toThrow(/bot\.db was replaced/);
    await rm(path);
    await openLamps();
    await expect(sql.check()).rejects.toThrow(/bot\.db was replaced/);
  });

  it('and loses nothing if only its WAL was deleted and it is closed cleanly', async () => {
    const sql = await openLamps();
    await rm(`${path}-wal`);
    await sql.query('INSERT INTO lamps VALUES ($1)', ['two']);
    await expect(sql.check()).rejects.toThrow(/bot\.db-wal was deleted/);
    await sql.close();
    const lamps = await (await openLamps()).query('SELECT name FROM lamps');
    expect(lamps.map(({ name }) => name)).toEqual(['one', 'two', 'one']);
  });

  it('but not in memory, where it has none', async () => {
    const sql = await openLamps(':memory:');
    await sql.check();
    expect(await readdir(folder)).toEqual([]);
  });
});

describe('S7: a corrupt database', () => {
  async function makeCorrupt(): Promise<Sql> {
    const sql = await openLamps();
    await sql.query('CREATE TABLE wicks (name TEXT)');
    for (let n = 0; n < 20; n += 1) await sql.query('INSERT INTO lamps VALUES ($1)', ['x'.repeat(4_000)]);
    await sql.close();
    await spoil(path, 3);
    const corrupt = openSqlite(path, { remedy: 'light another one' });
    open.push(corrupt);
    return corrupt;
  }

  it('is known by the first statement that finds it corrupt, and names what to do', async () => {
    const sql = await makeCorrupt();
    await sql.query('SELECT * FROM wicks');
    await sql.check();
    for (const failing of [
      () => sql.query('SELECT * FROM lamps'),
      () => sql.transaction((query) => query('DELETE FROM lamps')),
      () => sql.check(),
    ]) {
      const error = await failure(failing());
      expect(error).toBeInstanceOf(CorruptStoreError);
      expect(error.message).toBe(
        `The database ${path} is corrupt (database disk image is malformed); light another one`,
      );
    }
  });

  it('is not called corrupt for any other mistake', async () => {
    const sql = await openLamps();
    await expect(sql.query('SELECT * FROM nowhere')).rejects.not.toBeInstanceOf(CorruptStoreError);
    await sql.check();
  });
});
