import { elsewhereFrom, type FailingMessage } from '../../domain/edition/isolation.ts';
import { platformOf } from '../../domain/subscription/subscription.ts';
import { DAY } from '../../lib/duration.ts';
import type { FailureStore } from '../../ports/failure-store.ts';
import type { Row, Sql, Value } from '../sql.ts';

/** How long a message can be failing, in milliseconds; after that, its job has given it up (rule 9). */
const MAX_FAILING = 4 * DAY;

/** Creates the part of the store for messages that fail. Messages that members shared (owner '') tell nothing. */
export function createFailureStore({ query }: Sql): FailureStore {
  return {
    async fail(key, owner, { reason, isUnsent, wasTried, now }) {
      const [row] = await query(
        `UPDATE deliveries SET lease_until = 0, attempts = CASE WHEN $5 = 1 THEN 0 ELSE attempts END,
           failures = failures + 1, failing_since = COALESCE(failing_since, $4),
           failed_at = CASE WHEN $6 = 1 OR failed_at IS NULL THEN $4 ELSE failed_at END, reason = $3
         WHERE key = $1 AND owner = $2 AND state = 'claimed' RETURNING failures, failing_since, failed_at`,
        [key, owner, reason, now, isUnsent ? 1 : 0, wasTried ? 1 : 0],
      );
      return row ? toFailing(row) : null;
    },

    async leaveOut(key, owner, now) {
      const rows = await query(
        `UPDATE deliveries SET state = 'left-out', settled_at = $3
         WHERE key = $1 AND owner = $2 AND state = 'claimed' RETURNING key`,
        [key, owner, now],
      );
      return rows.length > 0;
    },

    async reopen(key) {
      await query(
        `UPDATE deliveries SET state = 'claimed', settled_at = NULL, lease_until = 0
         WHERE key = $1 AND state = 'left-out'`,
        [key],
      );
    },

    async neighbours({ key, placeId, day, paperId }, failing) {
      const { failingSince, failedAt } = failing;
      const [row] = await query(
        `SELECT
           (SELECT MIN(settled_at) FROM deliveries WHERE place_id = $1 AND settled_at > $2 AND state = 'sent'
              AND owner <> '' AND (day <> $3 OR day = '')) AS followed_at,
           (SELECT MAX(settled_at) FROM deliveries WHERE place_id = $1 AND settled_at <= $2 AND state = 'sent'
              AND owner <> '') AS preceded_at,
           (SELECT COUNT(*) FROM deliveries WHERE place_id = $1 AND settled_at IS NULL AND failures > 0
              AND failing_since > $4 AND key <> $5) AS beside,
           (SELECT MIN(settled_at) FROM deliveries WHERE settled_at >= $6 AND state = 'sent' AND owner <> ''
              AND place_id LIKE $7 AND place_id <> $1) AS elsewhere_at,
           (SELECT COUNT(*) FROM deliveries WHERE settled_at IS NULL AND failed_at >= $6 AND place_id LIKE $7
              AND place_id <> $1 AND (paper_id IS NULL OR paper_id <> $8)) AS elsewhere_failing`,
        [
          placeId,
          failingSince,
          day,
          failedAt - MAX_FAILING,
          key,
          elsewhereFrom(failing),
          `${platformOf(placeId)}:%`,
          paperId ?? '',
        ],
      );
      return {
        followedAt: toTime(row?.followed_at),
        precededAt: toTime(row?.preceded_at),
        isAlone: Number(row?.beside) === 0,
        elsewhereAt: toTime(row?.elsewhere_at),
        failsElsewhere: Number(row?.elsewhere_failing) > 0,
      };
    },

    async setFailing(placeId, day, failing) {
      await query('UPDATE editions SET failing = $3 WHERE place_id = $1 AND day = $2', [
        placeId,
        day,
        failing,
      ]);
    },

    async setLayout(placeId, day, layout) {
      await query('UPDATE editions SET layout = $3 WHERE place_id = $1 AND day = $2', [placeId, day, layout]);
    },

    async unsent(placeId, since) {
      const rows = await query(
        `SELECT key, day, paper_id, state, reason, failing_since FROM deliveries
         WHERE place_id = $1 AND failing_since >= $2
           AND (state = 'left-out' OR (state = 'claimed' AND failures > 0))
         ORDER BY failing_since, key`,
        [placeId, since],
      );
      return rows.map(({ key, day, paper_id, state, reason, failing_since }) => ({
        key: String(key),
        day: String(day),
        paperId: paper_id === null ? null : String(paper_id),
        state: state === 'left-out' ? 'left-out' : 'failing',
        reason: String(reason ?? ''),
        failingSince: Number(failing_since),
      }));
    },
  };
}

const toTime = (value: Value | undefined): number | null =>
  value === null || value === undefined ? null : Number(value);

const toFailing = ({ failures, failing_since, failed_at }: Row): FailingMessage => ({
  failures: Number(failures),
  failingSince: Number(failing_since),
  failedAt: Number(failed_at),
});
