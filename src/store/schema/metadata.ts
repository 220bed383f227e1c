import type { Restored } from '../../domain/edition/restored.ts';
import { DAY } from '../../lib/duration.ts';
import type { Sql } from '../sql.ts';

const COPIED = 'copied';
const RESTORED = 'restored';
/** What was due so long before a start is sent no more: `plan` looks back no further. */
const OVER_AFTER = 14 * DAY;

/** Writes into a copy when it was made, so that whoever starts with it knows that it is one. */
export async function markCopy({ transaction }: Sql, copiedAt: number): Promise<void> {
  await transaction(async (query) => {
    // As in the schema, to which the copy of an older program's database is not brought: that program may want it back.
    await query('CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value BIGINT NOT NULL)');
    await query('DELETE FROM marks WHERE name IN ($1, $2)', [COPIED, RESTORED]);
    await query('INSERT INTO marks (name, value) VALUES ($1, $2)', [COPIED, copiedAt]);
  });
}

/** What a start has to know of a database that was a copy; `isNew` at its first start. Null if it is none. */
export async function noteRestored(
  { transaction }: Sql,
  now: number,
): Promise<(Restored & { readonly isNew: boolean }) | null> {
  return transaction(async (query) => {
    const marks = new Map(
      (await query('SELECT name, value FROM marks')).map(({ name, value }) => [name, Number(value)]),
    );
    const copiedAt = marks.get(COPIED);
    if (copiedAt === undefined) return null;
    const known = marks.get(RESTORED);
    if (known === undefined) await query('INSERT INTO marks (name, value) VALUES ($1, $2)', [RESTORED, now]);
    const restoredAt = known ?? now;
    return now - restoredAt > OVER_AFTER ? null : { copiedAt, restoredAt, isNew: known === undefined };
  });
}
