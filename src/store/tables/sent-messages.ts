import type { DeliveryStore } from '../../ports/delivery-store.ts';
import { placeholders, type Sql } from '../sql.ts';

/** Creates the part of the delivery store for messages that were sent, and the papers that they show. */
export function createSentStore({
  query,
}: Sql): Pick<DeliveryStore, 'paperOf' | 'messagesSince' | 'messagesOf' | 'sentCards' | 'saveShared'> {
  return {
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

    async sentCards(paperId) {
      const rows = await query(
        `SELECT d.key, d.place_id, d.day, d.message_id, d.shown,
           CASE WHEN d.settled_at > e.closed_at THEN 1 ELSE 0 END AS is_late
         FROM deliveries AS d JOIN editions AS e ON e.place_id = d.place_id AND e.day = d.day
         WHERE d.paper_id = $1 AND d.state = 'sent' ORDER BY d.settled_at DESC`,
        [paperId],
      );
      return rows.map(({ key, place_id, day, message_id, shown, is_late }) => ({
        key: String(key),
        placeId: String(place_id),
        day: String(day),
        messageId: String(message_id),
        shown: String(shown),
        isLate: Number(is_late) === 1,
      }));
    },

    async saveShared(placeId, paperId, messageId, now) {
      await query(
        `INSERT INTO deliveries
           (key, place_id, day, paper_id, state, owner, lease_until, attempts, message_id, shown, settled_at)
         VALUES ($1, $2, '', $3, 'sent', '', 0, 1, $4, '', $5) ON CONFLICT (key) DO NOTHING`,
        [`${placeId}/shared/${messageId}`, placeId, paperId, messageId, now],
      );
    },
  };
}
