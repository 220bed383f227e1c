import { bestKey } from '../../domain/edition/weekly-best.ts';
import type { DeliveryStore } from '../../ports/delivery-store.ts';
import type { Sql } from '../sql.ts';

/** Creates the part of the delivery store for weekly messages. */
export function createWeeklyStore({ query }: Sql): Pick<DeliveryStore, 'settledBests' | 'keyOfBest'> {
  return {
    async settledBests(since) {
      const rows = await query(
        `SELECT place_id, key FROM deliveries
         WHERE settled_at >= $1 AND day = '' AND paper_id IS NULL AND key LIKE '%/best/%'`,
        [since],
      );
      return new Set(rows.map(({ place_id, key }) => bestKey(String(place_id), dateOf(String(key)))));
    },

    async keyOfBest(placeId, date) {
      const [row] = await query(
        `SELECT key FROM deliveries WHERE place_id = $1 AND day = '' AND key LIKE '%/best/' || $2`,
        [placeId, date],
      );
      return row ? String(row.key) : null;
    },
  };
}

/** Returns the date at the end of a weekly message's key, whatever form of the place id it begins with. */
const dateOf = (key: string) => key.slice(key.lastIndexOf('/') + 1);
