import type { Claim } from '../../domain/edition/records.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { Sql } from '../sql.ts';

type ClaimStore = Pick<DeliveryStore, 'claim' | 'renew' | 'settle' | 'refuse' | 'release'>;

/** Creates the part of the store that claims and settles deliveries, each in one statement. */
export function createClaimStore({ query }: Sql): ClaimStore {
  return {
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

    async renew(key, owner, now, leaseMs) {
      const rows = await query(
        `UPDATE deliveries SET lease_until = $3
         WHERE key = $1 AND owner = $2 AND state = 'claimed' RETURNING key`,
        [key, owner, now + leaseMs],
      );
      return rows.length > 0;
    },

    async settle(key, messageId, shown, now) {
      // The place might have moved during the send: then the message has the new id, too (see `moveChannel`).
      await query(
        `UPDATE deliveries SET state = 'sent', shown = $3, settled_at = $4, reason = NULL,
           message_id = COALESCE((
             SELECT substr(replace('/' || $2, '/' || channel || '/', '/' || moved_to || '/'), 2) FROM moved_channels
             WHERE deliveries.place_id LIKE platform || ':%' AND '/' || $2 LIKE '%/' || channel || '/%'), $2)
         WHERE key = $1 AND state = 'claimed'`,
        [key, messageId, shown, now],
      );
    },

    async refuse(key, owner, reason, now) {
      const rows = await query(
        `UPDATE deliveries SET state = 'refused', reason = $3, settled_at = $4
         WHERE key = $1 AND owner = $2 AND state = 'claimed' RETURNING key`,
        [key, owner, reason, now],
      );
      return rows.length > 0;
    },

    async release(key, owner, isUnsent = false) {
      await query(
        `UPDATE deliveries SET lease_until = 0, attempts = CASE WHEN $3 = 1 THEN 0 ELSE attempts END
         WHERE key = $1 AND owner = $2 AND state = 'claimed'`,
        [key, owner, isUnsent ? 1 : 0],
      );
    },
  };
}
