import type { EditionState } from '../core/plan.ts';
import type { Claim, Edition, Ledger } from '../core/ports.ts';
import { nullable, placeholders, type Row, type Sql } from './sql.ts';

/** Editions and deliveries: what was chosen for a place, and what is there of it. */
export function createLedger(sql: Sql): Ledger {
  const { query } = sql;
  return {
    async openEdition(placeId, day, paperIds, listed, now, layout = 'channel') {
      await query(
        `INSERT INTO editions
           (place_id, day, paper_ids, listed, state, opened_at, closed_at, touch_ups, missing, layout)
         VALUES ($1, $2, $3, $4, 'open', $5, NULL, 0, 0, $6) ON CONFLICT (place_id, day) DO NOTHING`,
        [placeId, day, JSON.stringify(paperIds), listed, now, layout],
      );
      const [row] = await query('SELECT * FROM editions WHERE place_id = $1 AND day = $2', [placeId, day]);
      return rowToEdition(row as Row);
    },

    async closeEdition(placeId, day, state, missing, now) {
      await query(
        'UPDATE editions SET state = $3, missing = $4, closed_at = $5 WHERE place_id = $1 AND day = $2',
        [placeId, day, state, missing, now],
      );
    },

    async forgetEmptyEdition(placeId, day) {
      await query("DELETE FROM editions WHERE place_id = $1 AND day = $2 AND state IN ('empty', 'skipped')", [
        placeId,
        day,
      ]);
    },

    async setTouchUps(placeId, day, touchUps, missing) {
      await query('UPDATE editions SET touch_ups = $3, missing = $4 WHERE place_id = $1 AND day = $2', [
        placeId,
        day,
        touchUps,
        missing,
      ]);
    },

    async edition(placeId, day) {
      const [row] = await query('SELECT * FROM editions WHERE place_id = $1 AND day = $2', [placeId, day]);
      return row ? rowToEdition(row) : null;
    },

    async newestEditions(placeId, limit) {
      const rows = await query(
        "SELECT * FROM editions WHERE place_id = $1 AND state = 'done' ORDER BY day DESC LIMIT $2",
        [placeId, limit],
      );
      return rows.map(rowToEdition);
    },

    async editions(since, placeId) {
      // Read at every heartbeat: only what `plan` looks at.
      const columns = 'place_id, day, state, closed_at, touch_ups, missing';
      const rows = placeId
        ? await query(`SELECT ${columns} FROM editions WHERE place_id = $1 AND day >= $2 ORDER BY day`, [
            placeId,
            since,
          ])
        : await query(`SELECT ${columns} FROM editions WHERE day >= $1 ORDER BY day`, [since]);
      return rows.map(rowToEditionState);
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

    async claim({ key, placeId, day, paperId }, owner, now, leaseMs): Promise<Claim> {
      const [claimed] = await query(
        `INSERT INTO deliveries (key, place_id, day, paper_id, state, owner, lease_until, attempts)
         VALUES ($1, $2, $3, $4, 'claimed', $5, $6, 1)
         ON CONFLICT (key) DO UPDATE SET owner = excluded.owner, lease_until = excluded.lease_until,
           attempts = deliveries.attempts + 1
         WHERE deliveries.state = 'claimed' AND (deliveries.lease_until <= $7 OR deliveries.lease_until > $8)
         RETURNING attempts`,
        [key, placeId, day, paperId, owner, now + leaseMs, now, now + 2 * leaseMs],
      );
      if (claimed) return { state: 'claimed', attempts: Number(claimed.attempts) };
      const [row] = await query('SELECT state, lease_until FROM deliveries WHERE key = $1', [key]);
      return row?.state === 'claimed'
        ? { state: 'held', until: Number(row.lease_until) }
        : { state: 'settled' };
    },

    async settle(key, messageId, shown, now) {
      await query(
        `UPDATE deliveries SET state = 'sent', message_id = $2, shown = $3, settled_at = COALESCE(settled_at, $4)
         WHERE key = $1`,
        [key, messageId, shown, now],
      );
    },

    async refuse(key, reason, now) {
      await query("UPDATE deliveries SET state = 'refused', reason = $2, settled_at = $3 WHERE key = $1", [
        key,
        reason,
        now,
      ]);
    },

    async release(key, owner) {
      await query(
        "UPDATE deliveries SET lease_until = 0 WHERE key = $1 AND owner = $2 AND state = 'claimed'",
        [key, owner],
      );
    },

    async deliveries(placeId, day) {
      const rows = await query('SELECT * FROM deliveries WHERE place_id = $1 AND day = $2', [placeId, day]);
      return rows.map((row) => ({
        key: String(row.key),
        paperId: row.paper_id as string | null,
        state: row.state as 'claimed' | 'sent' | 'refused',
        reason: row.reason as string | null,
        messageId: row.message_id as string | null,
        shown: String(row.shown ?? ''),
      }));
    },

    async paperOf(platform, messageId) {
      const rows = await query(
        'SELECT place_id, paper_id FROM deliveries WHERE message_id = $1 AND paper_id IS NOT NULL',
        [messageId],
      );
      const ours = rows.find(({ place_id }) => String(place_id).startsWith(`${platform}:`));
      return ours ? String(ours.paper_id) : null;
    },

    async messagesSince(platform, since) {
      const rows = await query(
        `SELECT message_id FROM deliveries WHERE settled_at >= $1 AND place_id LIKE $2 AND state = 'sent'
           AND paper_id IS NOT NULL ORDER BY settled_at DESC`,
        [since, `${platform}:%`],
      );
      return rows.map(({ message_id }) => String(message_id));
    },

    async messagesOf(placeId, paperIds) {
      const rows = await query(
        `SELECT paper_id, message_id FROM deliveries
         WHERE place_id = $1 AND state = 'sent' AND paper_id IN (${placeholders(paperIds, 2)})
         ORDER BY settled_at`,
        [placeId, ...paperIds],
      );
      return new Map(rows.map(({ paper_id, message_id }) => [String(paper_id), String(message_id)]));
    },

    async saveShared(placeId, paperId, messageId, now) {
      await query(
        `INSERT INTO deliveries
           (key, place_id, day, paper_id, state, owner, lease_until, attempts, message_id, shown, settled_at)
         VALUES ($1, $2, '', $3, 'sent', '', 0, 1, $4, '', $5) ON CONFLICT (key) DO NOTHING`,
        [`${placeId}/shared/${messageId}`, placeId, paperId, messageId, now],
      );
    },

    async settledOthers(since) {
      const rows = await query(
        "SELECT key FROM deliveries WHERE day = '' AND settled_at >= $1 AND paper_id IS NULL",
        [since],
      );
      return new Set(rows.map(({ key }) => String(key)));
    },
  };
}

function rowToEdition(row: Row): Edition {
  return {
    ...rowToEditionState(row),
    paperIds: JSON.parse(String(row.paper_ids)),
    listed: Number(row.listed),
    openedAt: Number(row.opened_at),
    layout: row.layout as Edition['layout'],
  };
}

function rowToEditionState(row: Row): EditionState {
  return {
    placeId: String(row.place_id),
    day: String(row.day),
    state: row.state as Edition['state'],
    closedAt: nullable(row.closed_at),
    touchUps: Number(row.touch_ups),
    missing: Number(row.missing),
  };
}
