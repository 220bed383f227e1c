import { randomUUID } from 'node:crypto';
import { type FileHandle, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { markCopy } from '../schema/metadata.ts';
import { checkVersion, readVersion } from '../schema/migrations.ts';
import { copySqlite, openSqlite } from './driver.ts';

export interface BackupOptions {
  readonly from: string;
  readonly to: string;
  /** The bot's files other than `from`; the backup must not overwrite them. */
  readonly others: readonly string[];
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Copies the database `from` to the file `to`, even while a bot uses the database. An existing file is replaced only
 * by a complete, checked copy. The copy is marked as a backup (`markCopy`).
 * @throws {SetupError} if `from` is not a supported Paperboy database, or `to` is one of the bot's files or cannot be
 *   written
 * @throws {TemporaryError} if the copy failed
 */
export async function backUp({ from, to, others, now }: BackupOptions): Promise<void> {
  if (!(await stat(from).catch(() => null))?.isFile())
    throw new SetupError(`There is no database ${from}: check DATABASE_URL.`);
  const target = await findTarget(to);
  const live = await Promise.all([from, ...others].map(resolveReally));
  if (
    live.flatMap((file) => [file, `${file}-wal`, `${file}-shm`]).includes(target) ||
    (await isSame(from, to))
  )
    throw new SetupError(`${to} belongs to the running bot: choose another file.`);

  const part = `${target}.${randomUUID().slice(0, 8)}.part`;
  try {
    await createPrivate(part, to);
    await copySqlite(from, part);
    await check(part, from, now);
    await rename(part, target);
    await sync(dirname(target));
  } catch (error) {
    if (error instanceof SetupError) throw error;
    throw new TemporaryError(`The backup failed, ${to} is unchanged: ${(error as Error).message}`);
  } finally {
    for (const end of ['', '-wal', '-shm', '-journal']) await rm(`${part}${end}`, { force: true });
  }
}

/** Returns the real path of `to`, with all symbolic links resolved. The file itself need not exist. */
async function findTarget(to: string): Promise<string> {
  const folder = await realpath(dirname(resolve(to))).catch(() => null);
  if (!folder) throw new SetupError(`There is no folder ${dirname(resolve(to))}.`);
  const there = await stat(to).catch(() => null);
  if (there && !there.isFile()) throw new SetupError(`${to} is not a file.`);
  return there ? realpath(to) : join(folder, basename(resolve(to)));
}

const resolveReally = (path: string) => realpath(path).catch(() => resolve(path));

/** Returns true if both paths lead to the same file, for example through a hard link. */
async function isSame(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => null)));
  return a !== null && b !== null && a?.ino === b?.ino && a?.dev === b?.dev;
}

/** Creates an empty file that only its owner can read, because the backup contains votes, channels and settings. */
async function createPrivate(part: string, to: string): Promise<void> {
  const file = await open(part, 'wx', 0o600).catch((error) => {
    throw new SetupError(`${to} cannot be written: ${error.message}`);
  });
  await file.close();
}

/** Checks the complete copy, and marks it as a backup. */
async function check(part: string, from: string, now: number): Promise<void> {
  const sql = openSqlite(part);
  try {
    const [row] = await sql.query('PRAGMA quick_check(1)');
    if (row?.quick_check !== 'ok') throw new Error(`the copy is corrupt: ${row?.quick_check}`);
    const version = await readVersion(sql.query).catch(() => 0);
    if (version === 0) throw new SetupError(`${from} is not a Paperboy database.`);
    checkVersion(version);
    await markCopy(sql, now);
  } finally {
    await sql.close();
  }
}

/** Makes a rename in a folder durable, if the system can sync folders. */
async function sync(folder: string): Promise<void> {
  const handle: FileHandle | null = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}
