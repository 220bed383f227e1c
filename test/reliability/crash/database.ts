import { copyFileSync, existsSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

export type Rows = (text: string, ...values: (string | number)[]) => Record<string, unknown>[];

/** Reads the database of a running bot. */
export function readBeside<T>(path: string, read: (rows: Rows) => T): T {
  const database = new DatabaseSync(path, { readOnly: true, timeout: 1_000 });
  try {
    return read((text, ...values) => database.prepare(text).all(...values));
  } finally {
    database.close();
  }
}

/** Reads a copy of the database while no bot is running, so the next bot finds the files unchanged. */
export function readRemains<T>(path: string, read: (rows: Rows) => T): T {
  const copy = `${path}.remains`;
  try {
    for (const end of ['', '-wal']) if (existsSync(path + end)) copyFileSync(path + end, copy + end);
    const database = new DatabaseSync(copy);
    try {
      return read((text, ...values) => database.prepare(text).all(...values));
    } finally {
      database.close();
    }
  } finally {
    for (const end of ['', '-wal', '-shm']) rmSync(copy + end, { force: true });
  }
}
