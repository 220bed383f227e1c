import { existsSync } from 'node:fs';
import {
  chmod,
  link,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { noteRestored } from '../../../src/store/schema/metadata.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import type { Sql } from '../../../src/store/sql.ts';
import { backUp } from '../../../src/store/sqlite/backup.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { failure } from '../../app/editions/harness.ts';

const FIRST_VERSION = new URL('../../fixtures/schema-1.sql', import.meta.url);
const NOW = Date.parse('2026-08-22T03:00:00Z');
const DAY = 86_400_000;

let folder: string;
let from: string;
let to: string;
const open: Sql[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paperboy-backup-'));
  [from, to] = [join(folder, 'bot.db'), join(folder, 'copy.db')];
  await migrate(opened(from));
});
afterEach(async () => {
  for (const sql of open.splice(0)) await sql.close();
  await rm(folder, { recursive: true });
});

function opened(path: string): Sql {
  const sql = openSqlite(path);
  open.push(sql);
  return sql;
}

const back = (options: Partial<Parameters<typeof backUp>[0]> = {}) =>
  backUp({ from, to, others: [], now: NOW, ...options });
const files = async () => (await readdir(folder)).filter((name) => !/^bot\.db(-wal|-shm)?$/.test(name));

describe('a copy', () => {
  it('has only committed data, and is readable only by its owner', async () => {
    const sql = opened(from);
    await sql.query("INSERT INTO marks VALUES ('before', 1)");
    const told = Promise.withResolvers<void>();
    const writing = sql.transaction(async (query) => {
      await query("INSERT INTO marks VALUES ('during', 2)");
      await told.promise;
    });
    await back();
    told.resolve();
    await writing;
    const rows = await opened(to).query("SELECT name FROM marks WHERE name IN ('before', 'during')");
    expect(rows).toEqual([{ name: 'before' }]);
    expect((await stat(to)).mode & 0o777).toBe(0o600);
  });

  it('is a complete single file, and replaces an older one', async () => {
    await writeFile(to, 'an older one', { mode: 0o644 });
    await back();
    expect(await files()).toEqual(['copy.db']);
    expect((await stat(to)).mode & 0o777).toBe(0o600);
    expect(await opened(to).query('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }]);
  });

  it('is written to the target of a link', async () => {
    await mkdir(join(folder, 'elsewhere'));
    await writeFile(join(folder, 'elsewhere/real.db'), '');
    await symlink(join(folder, 'elsewhere/real.db'), to);
    await back();
    expect(await opened(join(folder, 'elsewhere/real.db')).query('SELECT * FROM marks')).toHaveLength(1);
  });

  it('does not mark the original as restored', async () => {
    await back();
    expect(await noteRestored(opened(from), NOW)).toBeNull();
  });

  it('of an older program keeps its schema, for that program, and can be started by this one', async () => {
    const old = join(folder, 'old.db');
    const database = new DatabaseSync(old);
    database.exec(await readFile(FIRST_VERSION, 'utf8'));
    database.close();
    await back({ from: old });
    const sql = opened(to);
    expect(await sql.query('SELECT MAX(version) AS version FROM schema_version')).toEqual([{ version: 1 }]);
    await migrate(sql);
    expect(await noteRestored(sql, NOW + DAY)).toMatchObject({
      ...{ copiedAt: NOW, hasFormerKeys: true, isNew: true },
    });
  });
});

describe('a database that was restored from a copy', () => {
  it('reports for two weeks when it was copied and restored, and only once that it is new', async () => {
    await back();
    const sql = opened(to);
    const known = { copiedAt: NOW, restoredAt: NOW + DAY, hasFormerKeys: false };
    expect(await noteRestored(sql, NOW + DAY)).toEqual({ ...known, isNew: true });
    expect(await noteRestored(sql, NOW + 2 * DAY)).toEqual({ ...known, isNew: false });
    expect(await noteRestored(sql, NOW + 15 * DAY)).toEqual({ ...known, isNew: false });
    expect(await noteRestored(sql, NOW + 16 * DAY)).toBeNull();
  });

  it('works repeatedly with backups of backups', async () => {
    await back();
    await noteRestored(opened(to), NOW + DAY);
    const second = join(folder, 'second.db');
    await back({ from: to, to: second, now: NOW + 2 * DAY });
    expect(await noteRestored(opened(second), NOW + 3 * DAY)).toEqual({
      ...{ copiedAt: NOW + 2 * DAY, restoredAt: NOW + 3 * DAY, hasFormerKeys: false, isNew: true },
    });
  });
});

describe('no copy is made, and nothing is left behind,', () => {
  const refusal = async (options: Partial<Parameters<typeof backUp>[0]>) => {
    const before = await files();
    const error = await failure(back(options));
    expect(await files()).toEqual(before);
    return error;
  };

  it('without a database: none is created', async () => {
    const missing = join(folder, 'data/missing.db');
    const error = await refusal({ from: missing });
    expect(error).toBeInstanceOf(SetupError);
    expect(error.message).toContain(`no database ${missing}`);
    expect(existsSync(join(folder, 'data'))).toBe(false);
  });

  it.each(['', '-wal', '-shm'])('over the database itself (bot.db%s)', async (end) => {
    const before = await readFile(from);
    const error = await refusal({ to: `${from}${end}` });
    expect(error).toBeInstanceOf(SetupError);
    expect(error.message).toContain('running bot');
    expect(await readFile(from)).toEqual(before);
  });

  it('over the database by another name, or over the files next to it', async () => {
    await symlink(from, join(folder, 'soft.db'));
    await link(from, join(folder, 'hard.db'));
    await symlink(folder, join(folder, 'again'));
    for (const name of ['soft.db', 'hard.db', 'again/bot.db'])
      expect(await refusal({ to: join(folder, name) })).toBeInstanceOf(SetupError);
    expect(await refusal({ others: [to] })).toBeInstanceOf(SetupError);
  });

  it('into a folder that does not exist, or over a folder', async () => {
    expect((await refusal({ to: join(folder, 'nowhere/copy.db') })).message).toContain('no folder');
    await mkdir(to);
    expect((await refusal({})).message).toContain('is not a file');
  });

  it('of another program’s database, of a newer one, or of something else', async () => {
    const other = join(folder, 'other.db');
    await opened(other).query('CREATE TABLE notes (text TEXT)');
    expect((await refusal({ from: other })).message).toContain('not a Paperboy database');
    await opened(from).query('INSERT INTO schema_version VALUES (99)');
    expect((await refusal({})).message).toContain('schema 99');
    await writeFile(to, 'the copy of yesterday');
    const fog = join(folder, 'fog.db');
    await writeFile(fog, 'fog '.repeat(5_000));
    const error = await refusal({ from: fog });
    expect(error).toBeInstanceOf(TemporaryError);
    expect(error.message).toContain('is unchanged');
    expect(await readFile(to, 'utf8')).toBe('the copy of yesterday');
  });

  it('of a corrupt database', async () => {
    const sql = opened(from);
    await sql.query(
      'CREATE TABLE fog AS WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 5000) SELECT x FROM n',
    );
    for (const each of open.splice(0)) await each.close();
    const bytes = await readFile(from);
    bytes.fill(0x7f, bytes.length - 8_192);
    await writeFile(from, bytes);
    const error = await refusal({});
    expect(error).toBeInstanceOf(TemporaryError);
    expect(existsSync(to)).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('without permission to write', async () => {
    await chmod(folder, 0o500);
    const error = await failure(back());
    await chmod(folder, 0o700);
    expect(error.message).toContain('cannot be written');
  });
});
