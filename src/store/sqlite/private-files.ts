import { type BigIntStats, chmodSync, closeSync, mkdirSync, openSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** SQLite's name for a database without a file. */
const IN_MEMORY = ':memory:';
/** The files that SQLite keeps beside an open database (sqlite.org/tempfiles.html). */
const SIDE_FILES = ['-wal', '-shm'];

/**
 * Creates a database's file and its folder if they are missing; only their owner can use them, because a database
 * contains votes, channels and settings.
 */
export function createPrivateFile(path: string): void {
  if (path === IN_MEMORY) return;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  try {
    // Never open an existing file here: closing it would drop this process's own locks on it (fcntl(2)).
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
}

/**
 * Takes all permissions but the owner's from a database's files, which earlier versions created readable for
 * everybody. SQLite gives the files beside a database the permissions of the database.
 */
export function makePrivate(path: string): void {
  if (path === IN_MEMORY) return;
  for (const file of [...filesOf(path), `${realPath(path)}-journal`]) {
    const mode = Number(readStats(file)?.mode ?? 0);
    if ((mode & 0o077) === 0) continue;
    try {
      chmodSync(file, mode & 0o700);
    } catch {
      // The file is not ours, or the file system has no permissions. If it is unusable, SQLite reports that.
    }
  }
}

/**
 * Watches the files of an open database: SQLite keeps using a deleted file, whose data is lost when SQLite closes it.
 * Returns a function that returns what happened to the files, in English; null if they are still at their paths. Call
 * `watchFiles` when the files exist, that is, after the first read.
 */
export function watchFiles(path: string): () => string | null {
  if (path === IN_MEMORY) return () => null;
  const opened = filesOf(path).flatMap((file) => {
    const stats = readStats(file);
    return stats ? [{ file, stats }] : [];
  });
  return () => {
    for (const { file, stats } of opened) {
      const found = readStats(file);
      if (!found) return `The file ${file} was deleted or moved`;
      if (found.ino !== stats.ino || found.dev !== stats.dev) return `The file ${file} was replaced`;
    }
    return null;
  };
}

/** Returns the database's file and those beside it. SQLite resolves symbolic links before it names the latter. */
const filesOf = (path: string): string[] => [path, ...SIDE_FILES.map((end) => `${realPath(path)}${end}`)];

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

const readStats = (file: string): BigIntStats | undefined =>
  statSync(file, { bigint: true, throwIfNoEntry: false });
