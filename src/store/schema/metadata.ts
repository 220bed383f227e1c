import { randomBytes } from 'node:crypto';
import type { Restored } from '../../domain/edition/restored.ts';
import { DAY } from '../../lib/duration.ts';
import type { Sql } from '../sql.ts';

// The table `marks` holds metadata about the database itself.

const COPIED = 'copied';
const RESTORED = 'restored';
/** Written by the migration that added workspaces to ids, if it ran on a backup. */
const FORMER_KEYS = 'former_keys';
/** A restore no longer matters after this many milliseconds: `plan` looks back about as far (`horizon`). */
const OVER_AFTER = 14 * DAY;

/** Records in a backup file when the backup was made, so that a bot that opens the file recognises it as a backup. */
export async function markCopy({ transaction }: Sql, copiedAt: number): Promise<void> {
  await transaction(async (query) => {
    // Do not migrate the backup: a backup made from an older version's database must remain usable by that version.
    await query('CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)');
    await query('DELETE FROM marks WHERE name IN ($1, $2)', [COPIED, RESTORED]);
    await query('INSERT INTO marks (name, value) VALUES ($1, $2)', [COPIED, copiedAt]);
  });
}

/**
 * Recognises a database that was restored from a backup, and records when a bot first started with it. Returns the
 * times of the backup and of that first start; `isNew` is true only during that start. Returns null if the database
 * was not restored, or if the restore no longer matters.
 */
export async function noteRestored(
  { transaction }: Sql,
  now: number,
): Promise<(Restored & { readonly isNew: boolean }) | null> {
  return transaction(async (query) => {
    const metadata = new Map(
      (await query('SELECT name, value FROM marks')).map(({ name, value }) => [name, Number(value)]),
    );
    const copiedAt = metadata.get(COPIED);
    if (copiedAt === undefined) return null;
    const known = metadata.get(RESTORED);
    if (known === undefined) await query('INSERT INTO marks (name, value) VALUES ($1, $2)', [RESTORED, now]);
    const restoredAt = known ?? now;
    if (now - restoredAt > OVER_AFTER) return null;
    return { copiedAt, restoredAt, hasFormerKeys: metadata.has(FORMER_KEYS), isNew: known === undefined };
  });
}

/** The name of the key that signs the cookies of the web page's readers, and its length in bytes (RFC 2104, section 3). */
const COOKIE_KEY = 'cookie';
const KEY_BYTES = 32;

/** Returns the key that signs the cookies of the web page's readers; the first call makes one at random. */
export async function readCookieKey({ query }: Pick<Sql, 'query'>): Promise<string> {
  await query('INSERT INTO keys (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING', [
    COOKIE_KEY,
    randomBytes(KEY_BYTES).toString('base64'),
  ]);
  const [row] = await query('SELECT value FROM keys WHERE name = $1', [COOKIE_KEY]);
  return String(row?.value);
}
