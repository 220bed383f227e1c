import type { Restored } from '../../domain/edition/restored.ts';
import { DAY } from '../../lib/duration.ts';
import type { Sql } from '../sql.ts';

// The table `marks` holds metadata about the database itself.

const COPIED = 'copied';
const RESTORED = 'restored';
/** How long a restore matters, in milliseconds: `plan` does not look back any further for messages to send. */
const OVER_AFTER = 14 * DAY;

/** Records in a backup when it was made, so that a bot that opens the file can tell that it is a backup. */
export async function markCopy({ transaction }: Sql, copiedAt: number): Promise<void> {
  await transaction(async (query) => {
    // This must not migrate the backup: a backup of an older program's database must stay usable for that program.
    await query('CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)');
    await query('DELETE FROM marks WHERE name IN ($1, $2)', [COPIED, RESTORED]);
    await query('INSERT INTO marks (name, value) VALUES ($1, $2)', [COPIED, copiedAt]);
  });
}

/**
 * When a database restored from a backup was copied, and when a bot first started with it; `isNew` is true only at
 * that first start. Returns null for any other database, and once the restore no longer matters.
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
