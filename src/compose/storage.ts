import type { Config } from '../config/config.ts';
import type { Restored } from '../domain/edition/restored.ts';
import { CorruptStoreError, SetupError } from '../domain/errors.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Cache } from '../ports/cache.ts';
import type { MessageLog } from '../ports/message-log.ts';
import type { Store } from '../ports/store.ts';
import { noteRestored, readCookieKey } from '../store/schema/metadata.ts';
import { migrate } from '../store/schema/migrations.ts';
import { deleteIndex } from '../store/search/index-file.ts';
import type { Sql } from '../store/sql.ts';
import { isCorrupt, openSqlite, RESTORE } from '../store/sqlite/driver.ts';
import { createStore } from '../store/store.ts';
import { createCache } from '../store/tables/cache.ts';
import { createMessageLog } from '../store/tables/message-log.ts';
import { reportCorruptRows } from '../store/tables/row-reader.ts';

/** The store, the web channel's messages and the cache. */
export interface Storage {
  readonly store: Store;
  readonly messages: MessageLog;
  readonly cache: Cache;
  /** The key that signs the cookies of the web page's readers. */
  readonly cookieKey: string;
  /** Null if the database was not restored from a backup, or the restore no longer matters (`noteRestored`). */
  readonly restored: Restored | null;
  close(): Promise<void>;
}

type Paths = Pick<Config, 'databasePath' | 'cachePath' | 'searchPath'>;

/**
 * Opens the database and the cache, and migrates the database to the current schema.
 * @throws {SetupError} if a file cannot be opened, is corrupt or not a database, or has a schema that is too new
 */
export async function openStorage(config: Paths, clock: Clock, log: Log): Promise<Storage> {
  try {
    return await openFiles(config, clock, log);
  } catch (error) {
    throw error instanceof CorruptStoreError ? new SetupError(error.message) : error;
  }
}

async function openFiles(config: Paths, clock: Clock, log: Log): Promise<Storage> {
  const sql = await openDatabase('DATABASE_URL', config.databasePath, RESTORE);
  await migrate(sql);
  const restored = await noteRestored(sql, clock.now());
  if (restored?.isNew) {
    log.warn(
      { copiedAt: new Date(restored.copiedAt).toISOString() },
      'The database was restored from a backup: before sending a message, the bot checks whether it was already posted',
    );
    // The search index can contain papers that the backup lacks.
    deleteIndex(config.searchPath);
  }
  const onCorrupt = reportCorruptRows(log);
  const cacheSql =
    config.cachePath === config.databasePath
      ? sql
      : await openDatabase('CACHE_URL', config.cachePath, 'stop the bot and delete this file');
  const store = createStore(sql, onCorrupt);
  return {
    store,
    messages: createMessageLog(sql, onCorrupt),
    cache: await createCache(cacheSql.query, clock.now, log),
    cookieKey: await readCookieKey(sql),
    restored,
    async close() {
      if (cacheSql !== sql) await cacheSql.close();
      await store.close();
    },
  };
}

/** `remedy` is what an operator has to do if the file is corrupt, in English. */
async function openDatabase(variable: string, path: string, remedy: string): Promise<Sql> {
  try {
    const sql = openSqlite(path, { remedy });
    await sql.query('SELECT COUNT(*) FROM sqlite_master');
    return sql;
  } catch (error) {
    const advice = isCorrupt(error) ? `; ${remedy}` : '';
    throw new SetupError(`${variable} cannot be opened: ${(error as Error).message}${advice}`);
  }
}
