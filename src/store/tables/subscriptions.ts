import { z } from 'zod';
import {
  INITIAL_SETTINGS,
  SETTING_NAMES,
  SETTINGS,
  type Settings,
} from '../../domain/subscription/settings.ts';
import { type Pause, placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import type { SubscriptionStore } from '../../ports/subscription-store.ts';
import { placeholders, type Row, type Sql } from '../sql.ts';
import { instant, json, type OnCorruptRow, readRow, timeZone } from './row-reader.ts';

const settingsSchema = z.object({
  ...Object.fromEntries(SETTING_NAMES.map((name) => [name, SETTINGS[name].schema])),
  // The same check as the setting's own, but it remembers known zones.
  timeZone,
}) as unknown as z.ZodType<Settings>;
/** Adds the settings that subscriptions stored by earlier versions lack. */
const withLater = (stored: unknown) =>
  typeof stored === 'object' && stored !== null ? { ...INITIAL_SETTINGS, ...stored } : stored;
const subscriptionSchema = z
  .object({
    place_id: z.string(),
    platform: z.string(),
    workspace: z.string(),
    channel: z.string(),
    settings: json(z.preprocess(withLater, settingsSchema)),
    created_at: instant,
    state: z.enum(['active', 'paused', 'on-hold', 'ended']),
    reason: z.string().nullable(),
    subscribed_by: z.string().nullable(),
    paused_at: instant.nullable(),
    pause_cause: z.string().nullable(),
    pause_ends_at: instant.nullable(),
    retry_at: instant.nullable(),
    told_at: instant.nullable(),
    tell_in_reply: z.int().min(0).max(1),
    alerted_at: instant.nullable(),
  })
  .refine((row) => placeToId(row) === row.place_id, { path: ['place_id'] });

const NOT_REPORTED = 'told_at = NULL, tell_in_reply = 0, alerted_at = NULL';
const NO_PAUSE = `paused_at = NULL, pause_cause = NULL, pause_ends_at = NULL, retry_at = NULL, ${NOT_REPORTED}`;
/** The column with the time at which somebody was told about a pause. */
const REPORTED_AT = { subscriber: 'told_at', operator: 'alerted_at' } as const;

function toPause(row: z.infer<typeof subscriptionSchema>): Pause | null {
  const { paused_at: since, pause_cause: cause, pause_ends_at: endsAt, told_at: toldAt } = row;
  if (row.state !== 'paused' && since === null) return null;
  // Earlier versions recorded only the state and the reason: try such a place at once.
  const tellInReply = row.tell_in_reply === 1;
  return { since, cause, endsAt, retryAt: row.retry_at ?? 0, toldAt, tellInReply, alertedAt: row.alerted_at };
}

/** Creates the store of subscriptions: places and their settings. */
export function createSubscriptionStore(sql: Sql, onCorrupt: OnCorruptRow): SubscriptionStore {
  const { query } = sql;

  function read(row: Row): Subscription[] {
    const it = readRow(subscriptionSchema, row, 'subscriptions', row.place_id, onCorrupt);
    if (!it) return [];
    const { platform, workspace, channel, settings, created_at: createdAt, state, reason } = it;
    const place = { platform, workspace, channel };
    return [
      { place, settings, createdAt, subscribedBy: it.subscribed_by, state, reason, pause: toPause(it) },
    ];
  }

  return {
    async subscribe(place, settings, now, subscribedBy = null) {
      const { platform, workspace, channel } = place;
      const rows = await query(
        `INSERT INTO subscriptions
           (place_id, platform, workspace, channel, settings, created_at, subscribed_by, state, reason)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'active', NULL)
         ON CONFLICT (place_id) DO NOTHING RETURNING place_id`,
        [placeToId(place), platform, workspace, channel, JSON.stringify(settings), now, subscribedBy],
      );
      return rows.length > 0;
    },

    async changeSettings(placeId, settings) {
      await query('UPDATE subscriptions SET settings = $2 WHERE place_id = $1', [
        placeId,
        JSON.stringify(settings),
      ]);
    },

    async renewSubscription(place, settings, createdAt, subscribedBy = null) {
      await query(
        `UPDATE subscriptions SET settings = $2, created_at = $3, state = 'active', reason = NULL, ${NO_PAUSE},
           subscribed_by = COALESCE($4, subscribed_by)
         WHERE place_id = $1`,
        [placeToId(place), JSON.stringify(settings), createdAt, subscribedBy],
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

    async pauseSubscription(placeId, { reason, cause, endsAt, retryAt, now }) {
      const isSame = "state = 'paused' OR pause_cause = $3";
      await query(
        `UPDATE subscriptions SET state = 'paused', reason = $2, pause_cause = $3, pause_ends_at = $4, retry_at = $5,
           paused_at = CASE WHEN ${isSame} THEN COALESCE(paused_at, $6) ELSE $6 END,
           told_at = CASE WHEN ${isSame} THEN told_at ELSE NULL END,
           tell_in_reply = CASE WHEN ${isSame} THEN tell_in_reply ELSE 0 END,
           alerted_at = CASE WHEN ${isSame} THEN alerted_at ELSE NULL END
         WHERE place_id = $1 AND state IN ('active', 'paused')`,
        [placeId, reason, cause, endsAt, retryAt, now],
      );
    },

    async postponeTry(placeId, retryAt) {
      await query("UPDATE subscriptions SET retry_at = $2 WHERE place_id = $1 AND state = 'paused'", [
        placeId,
        retryAt,
      ]);
    },

    async endPause(placeId) {
      const rows = await query(
        `UPDATE subscriptions SET state = 'active', reason = NULL, ${NO_PAUSE}
         WHERE place_id = $1 AND state = 'paused' RETURNING place_id`,
        [placeId],
      );
      if (rows.length === 0)
        await query(`UPDATE subscriptions SET ${NO_PAUSE} WHERE place_id = $1 AND state = 'active'`, [
          placeId,
        ]);
      return rows.length > 0;
    },

    async claimReport(placeId, to, now) {
      const column = REPORTED_AT[to];
      const rows = await query(
        `UPDATE subscriptions SET ${column} = $2
         WHERE place_id = $1 AND state = 'paused' AND ${column} IS NULL RETURNING place_id`,
        [placeId, now],
      );
      return rows.length > 0;
    },

    async releaseReport(placeId, to) {
      await query(`UPDATE subscriptions SET ${REPORTED_AT[to]} = NULL WHERE place_id = $1`, [placeId]);
    },

    async tellInReply(placeId) {
      await query('UPDATE subscriptions SET told_at = NULL, tell_in_reply = 1 WHERE place_id = $1', [
        placeId,
      ]);
    },

    async untold({ platform, workspace }) {
      const rows = await query(
        `SELECT * FROM subscriptions
         WHERE platform = $1 AND workspace = $2 AND state = 'paused' AND told_at IS NULL ORDER BY place_id`,
        [platform, workspace],
      );
      return rows.flatMap(read);
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
