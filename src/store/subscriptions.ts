import type { SubscriptionStore } from '../core/ports.ts';
import { LATER_SETTINGS, placeToId, type Subscription } from '../core/subscription.ts';
import { placeholders, type Row, type Sql } from './sql.ts';

/** Who asked for what. */
export function createSubscriptionStore(sql: Sql): SubscriptionStore {
  const { query } = sql;
  return {
    async subscribe(place, settings, now) {
      const rows = await query(
        `INSERT INTO subscriptions (place_id, platform, workspace, channel, settings, created_at, state, reason)
         VALUES ($1, $2, $3, $4, $5, $6, 'active', NULL) ON CONFLICT (place_id) DO NOTHING RETURNING place_id`,
        [placeToId(place), place.platform, place.workspace, place.channel, JSON.stringify(settings), now],
      );
      return rows.length > 0;
    },

    async changeSettings(placeId, settings) {
      await query('UPDATE subscriptions SET settings = $2 WHERE place_id = $1', [
        placeId,
        JSON.stringify(settings),
      ]);
    },

    async renewSubscription(place, settings, createdAt) {
      await query(
        `UPDATE subscriptions SET workspace = $2, settings = $3, created_at = $4, state = 'active', reason = NULL
         WHERE place_id = $1`,
        [placeToId(place), place.workspace, JSON.stringify(settings), createdAt],
      );
    },

    async setWorkspace(placeId, workspace) {
      await query('UPDATE subscriptions SET workspace = $2 WHERE place_id = $1', [placeId, workspace]);
    },

    async moveSubscription(placeId, from, to, reason) {
      const rows = await query(
        `UPDATE subscriptions SET state = $2, reason = $3
         WHERE place_id = $1 AND state IN (${placeholders(from, 4)}) RETURNING place_id`,
        [placeId, to, reason, ...from],
      );
      return rows.length > 0;
    },

    async subscriptions() {
      return (await query('SELECT * FROM subscriptions ORDER BY created_at, place_id')).map(
        rowToSubscription,
      );
    },

    async subscription(placeId) {
      const [row] = await query('SELECT * FROM subscriptions WHERE place_id = $1', [placeId]);
      return row ? rowToSubscription(row) : null;
    },
  };
}

function rowToSubscription(row: Row): Subscription {
  return {
    place: { platform: String(row.platform), workspace: String(row.workspace), channel: String(row.channel) },
    settings: { ...LATER_SETTINGS, ...JSON.parse(String(row.settings)) },
    createdAt: Number(row.created_at),
    state: row.state as Subscription['state'],
    reason: row.reason as string | null,
  };
}
