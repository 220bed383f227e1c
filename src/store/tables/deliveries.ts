import { z } from 'zod';
import type { Day } from '../../domain/calendar/day.ts';
import { type Delivery, type Edition, type EditionState, editionKey } from '../../domain/edition/records.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { Row, Sql } from '../sql.ts';
import { createClaimStore } from './claims.ts';
import { day, instant, json, type OnCorruptRow, readRow, whole } from './row-reader.ts';
import { createSentStore } from './sent-messages.ts';
import { createWeeklyStore } from './weekly.ts';

const stateSchema = z.object({
  place_id: z.string(),
  day,
  state: z.enum(['open', 'done', 'empty', 'skipped', 'on-hold']),
  closed_at: instant.nullable(),
  touch_ups: whole,
  missing: whole,
  failing: whole,
  publishing: z.enum(['none', 'due', 'over']),
});
const editionSchema = stateSchema.extend({
  key: z.string(),
  paper_ids: json(z.array(z.string())),
  listed: whole,
  opened_at: instant,
  layout: z.enum(['channel', 'thread', 'moved', 'posts']),
  publish_problem: z.string().nullable(),
});
const deliverySchema = z.object({
  key: z.string(),
  paper_id: z.string().nullable(),
  state: z.enum(['claimed', 'sent', 'refused', 'left-out']),
  reason: z.string().nullable(),
  failures: whole,
  failing_since: instant.nullable(),
  failed_at: instant.nullable(),
  settled_at: instant.nullable(),
  message_id: z.string().nullable(),
  shown: z.string().nullable(),
  published: whole,
});

/** Creates the store of editions (the papers selected for a place) and deliveries (the messages sent to it). */
export function createDeliveryStore(sql: Sql, onCorrupt: OnCorruptRow): DeliveryStore {
  const { query } = sql;
  const nameOf = (row: Row) => `${row.place_id}/${row.day}`;

  function readState(row: Row): EditionState[] {
    const read = readRow(stateSchema, row, 'editions', nameOf(row), onCorrupt);
    return read ? [toState(read)] : [];
  }
  function readEdition(row: Row): Edition[] {
    const read = readRow(editionSchema, row, 'editions', nameOf(row), onCorrupt);
    if (!read) return [];
    const { key, paper_ids: paperIds, listed, opened_at: openedAt, layout } = read;
    const { publish_problem: publishProblem } = read;
    return [{ ...toState(read), key, paperIds, listed, openedAt, layout, publishProblem }];
  }
  async function find(placeId: string, day: Day): Promise<Edition | null> {
    const [row] = await query('SELECT * FROM editions WHERE place_id = $1 AND day = $2', [placeId, day]);
    return row ? (readEdition(row)[0] ?? null) : null;
  }
  function readDelivery(row: Row): Delivery[] {
    const read = readRow(deliverySchema, row, 'deliveries', row.key, onCorrupt);
    if (!read) return [];
    const { key, paper_id: paperId, state, reason, failures, message_id: messageId, shown } = read;
    const { failing_since: failingSince, failed_at: failedAt, settled_at: settledAt } = read;
    const failing = failingSince === null || failedAt === null ? null : { failures, failingSince, failedAt };
    const isPublished = read.published > 0;
    return [{ key, paperId, state, reason, failing, settledAt, messageId, shown: shown ?? '', isPublished }];
  }

  return {
    async openEdition(placeId, day, paperIds, listed, now, layout = 'channel') {
      const insert = (orElse: string) =>
        query(
          `INSERT INTO editions
             (place_id, day, key, paper_ids, listed, state, opened_at, closed_at, touch_ups, missing, layout)
           VALUES ($1, $2, $3, $4, $5, 'open', $6, NULL, 0, 0, $7) ON CONFLICT (place_id, day) ${orElse}`,
          [placeId, day, editionKey(placeId, day), JSON.stringify(paperIds), listed, now, layout],
        );
      await insert('DO NOTHING');
      const known = await find(placeId, day);
      if (known) return known;
      // The row exists but is corrupt, so replace it. Deliveries have their own rows, so nothing is sent twice.
      await insert(
        `DO UPDATE SET paper_ids = excluded.paper_ids, listed = excluded.listed, state = 'open',
           opened_at = excluded.opened_at, closed_at = NULL, touch_ups = 0, missing = 0, layout = excluded.layout,
           failing = 0, publishing = 'none', publish_problem = NULL`,
      );
      return (await find(placeId, day)) as Edition;
    },

    async closeEdition(placeId, day, state, missing, now) {
      await query(
        'UPDATE editions SET state = $3, missing = $4, closed_at = $5 WHERE place_id = $1 AND day = $2',
        [placeId, day, state, missing, now],
      );
    },

    async forgetEmptyEdition(placeId, day) {
      await query(
        "DELETE FROM editions WHERE place_id = $1 AND day = $2 AND state IN ('empty', 'skipped', 'on-hold')",
        [placeId, day],
      );
    },

    async setRefreshes(placeId, day, refreshes, missing) {
      await query('UPDATE editions SET touch_ups = $3, missing = $4 WHERE place_id = $1 AND day = $2', [
        placeId,
        day,
        refreshes,
        missing,
      ]);
    },

    async setPublishing(placeId, day, publishing, problem = null) {
      await query(
        'UPDATE editions SET publishing = $3, publish_problem = $4 WHERE place_id = $1 AND day = $2',
        [placeId, day, publishing, problem],
      );
    },

    async setPublished(key) {
      await query('UPDATE deliveries SET published = 1 WHERE key = $1', [key]);
    },

    edition: find,

    async newestEditions(placeId, limit) {
      const rows = await query(
        "SELECT * FROM editions WHERE place_id = $1 AND state = 'done' ORDER BY day DESC LIMIT $2",
        [placeId, limit],
      );
      return rows.flatMap(readEdition);
    },

    async editions(since, placeId) {
      // Every heartbeat reads these rows, so select only the columns that `plan` needs.
      const columns = 'place_id, day, state, closed_at, touch_ups, missing, failing, publishing';
      const rows = placeId
        ? await query(`SELECT ${columns} FROM editions WHERE place_id = $1 AND day >= $2 ORDER BY day`, [
            placeId,
            since,
          ])
        : await query(`SELECT ${columns} FROM editions WHERE day >= $1 ORDER BY day`, [since]);
      return rows.flatMap(readState);
    },

    async papersSent(placeId, since, exceptDay) {
      const rows = await query(
        `SELECT paper_id FROM deliveries
         WHERE place_id = $1 AND settled_at >= $2 AND day NOT IN ($3, '') AND state = 'sent'
           AND paper_id IS NOT NULL`,
        [placeId, since, exceptDay],
      );
      return new Set(rows.map((row) => String(row.paper_id)));
    },

    async setShown(key, shown) {
      await query("UPDATE deliveries SET shown = $2 WHERE key = $1 AND state = 'sent'", [key, shown]);
    },

    async deliveries(placeId, day) {
      const rows = await query('SELECT * FROM deliveries WHERE place_id = $1 AND day = $2', [placeId, day]);
      return rows.flatMap(readDelivery);
    },

    async delivery(key) {
      const rows = await query('SELECT * FROM deliveries WHERE key = $1', [key]);
      return rows.flatMap(readDelivery)[0] ?? null;
    },

    ...createClaimStore(sql),
    ...createSentStore(sql),
    ...createWeeklyStore(sql),
  };
}

const toState = (row: z.infer<typeof stateSchema>): EditionState => ({
  placeId: row.place_id,
  day: row.day,
  state: row.state,
  closedAt: row.closed_at,
  refreshes: row.touch_ups,
  missing: row.missing,
  failing: row.failing,
  publishing: row.publishing,
});
