import type { Restored } from '../../domain/edition/restored.ts';
import { DAY } from '../../lib/duration.ts';
import type { Sql } from '../sql.ts';

// The table `marks` holds metadata about the database itself.

const COPIED = 'copied';
const RESTORED = 'restored';
/** A message that was due this long before a start is no longer sent: `plan` looks back no further. */
const OVER_AFTER = 14 * DAY;

/** Records in a backup when it was made, so that a bot that starts with it knows that it is a backup. */
export async function markCopy({ transaction }: Sql, copiedAt: number): Promise<void> {
  await transaction(async (query) => {
    // This must not migrate the backup: a backup of an older program's database must stay usable for that program.
    await query('CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)');
    await query('DELETE FROM marks WHERE name IN ($1, $2)', [COPIED, RESTORED]);
    await query('INSERT INTO marks (name, value) VALUES ($1, $2)', [COPIED, copiedAt]);
  });
}

/**
 * For a database that was restored from a backup: when it was copied and when a bot first started with it; `isNew` at
 * that first start. Null for any other database, and once the restore no longer matters.
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
    return now - restoredAt > OVER_AFTER ? null : { copiedAt, restoredAt, isNew: known === undefined };
  });
}
