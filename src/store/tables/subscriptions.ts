import { z } from 'zod';
import { LATER_SETTINGS, placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import type { SubscriptionStore } from '../../ports/subscription-store.ts';
import { placeholders, type Row, type Sql } from '../sql.ts';
import { instant, json, type OnCorruptRow, readRow, timeZone, whole } from './row-reader.ts';

const weekday = z.int().min(0).max(6);
const settingsSchema = z.object({
  at: z.int().min(0).max(1_439),
  timeZone,
  count: whole,
  mode: z.enum(['closed', 'live']),
  fields: z.array(z.string()),
  words: z.array(z.string()),
  minUpvotes: whole,
  weekdays: z.array(weekday),
  layout: z.enum(['channel', 'thread']),
  best: z.object({ weekday, since: z.number() }).nullable(),
});
const withLater = (stored: unknown) =>
  typeof stored === 'object' && stored !== null ? { ...LATER_SETTINGS, ...stored } : stored;
const subscriptionSchema = z
  .object({
    place_id: z.string(),
    platform: z.string(),
    workspace: z.string(),
    channel: z.string(),
    settings: json(z.preprocess(withLater, settingsSchema)),
    created_at: instant,
    state: z.enum(['active', 'paused', 'ended']),
    reason: z.string().nullable(),
  })
  .refine((row) => placeToId(row) === row.place_id, { path: ['place_id'] });

/** Creates the store of subscriptions: places and their settings. */
export function createSubscriptionStore(sql: Sql, onCorrupt: OnCorruptRow): SubscriptionStore {
  const { query } = sql;

  function read(row: Row): Subscription[] {
    const it = readRow(subscriptionSchema, row, 'subscriptions', row.place_id, onCorrupt);
    if (!it) return [];
    const { platform, workspace, channel, settings, created_at: createdAt, state, reason } = it;
    return [{ place: { platform, workspace, channel }, settings, createdAt, state, reason }];
  }

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
        `UPDATE subscriptions SET settings = $2, created_at = $3, state = 'active', reason = NULL
         WHERE place_id = $1`,
        [placeToId(place), JSON.stringify(settings), createdAt],
      );
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
      return (await query('SELECT * FROM subscriptions ORDER BY created_at, place_id')).flatMap(read);
    },

    async subscription(placeId) {
      const [row] = await query('SELECT * FROM subscriptions WHERE place_id = $1', [placeId]);
      return row ? (read(row)[0] ?? null) : null;
    },
  };
}
