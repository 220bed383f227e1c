import { Keyv } from 'keyv';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Query } from '../sql.ts';

/** The minimum time between two deletions of all expired values, in milliseconds. */
const SWEEP_EVERY = 60 * MINUTE;

/**
 * Creates a cache: keyv, backed by the table `cache`. (@keyv/sqlite would install better-sqlite3, a native addon.)
 * keyv deletes an expired value only when the value is read; the column `expires` makes it possible to delete the
 * others. If the database fails, `get` finds nothing, and `set` stores nothing.
 */
export async function createCache(query: Query, now: () => number, log: Log): Promise<Cache> {
  await query('CREATE TABLE IF NOT EXISTS cache (key TEXT PRIMARY KEY, value TEXT NOT NULL, expires BIGINT)');
  let sweptAt = Number.NEGATIVE_INFINITY;
  async function sweep(): Promise<void> {
    // Use the absolute difference: the wall clock might have been set back.
    if (Math.abs(now() - sweptAt) < SWEEP_EVERY) return;
    sweptAt = now();
    await query('DELETE FROM cache WHERE expires < $1', [sweptAt]);
  }
  await sweep();
  const cache = new Keyv({
    store: {
      async get(key: string) {
        const [row] = await query('SELECT value FROM cache WHERE key = $1', [key]);
        return row?.value ?? undefined;
      },
      async set(key: string, value: string, ttlMs?: number) {
        await sweep();
        await query(
          `INSERT INTO cache (key, value, expires) VALUES ($1, $2, $3)
           ON CONFLICT (key) DO UPDATE SET value = excluded.value, expires = excluded.expires`,
          [key, value, ttlMs ? now() + ttlMs : null],
        );
        return true;
      },
      async has(key: string) {
        return (await query('SELECT 1 FROM cache WHERE key = $1', [key])).length > 0;
      },
      async delete(key: string) {
        return (await query('DELETE FROM cache WHERE key = $1 RETURNING key', [key])).length > 0;
      },
      async clear() {
        await query('DELETE FROM cache');
      },
    },
  });
  cache.on('error', (err) => log.warn({ err }, 'A cache request failed'));
  return cache;
}
