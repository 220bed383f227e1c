import type { Restored } from '../../domain/edition/restored.ts';
import { DAY } from '../../lib/duration.ts';
import type { Sql } from '../sql.ts';

// What the database knows about itself is in the table `marks`.

const COPIED = 'copied';
const RESTORED = 'restored';
/** What was due this long before a start is no longer sent: `plan` looks back no further. */
const OVER_AFTER = 14 * DAY;

/** Records in a copy when it was made, so that a bot that starts with it knows that it is a copy. */
export async function markCopy({ transaction }: Sql, copiedAt: number): Promise<void> {
  await transaction(async (query) => {
    // Not by migrating: the copy of an older program's database must stay usable for that program.
    await query('CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)');
    await query('DELETE FROM marks WHERE name IN ($1, $2)', [COPIED, RESTORED]);
    await query('INSERT INTO marks (name, value) VALUES ($1, $2)', [COPIED, copiedAt]);
  });
}

/**
 * When the database was copied and first started from, if it is a restored copy; `isNew` at that first start. Null
 * for any other database, and once the restore no longer matters.
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
