import type { VoteStore } from '../core/ports.ts';
import { placeholders, type Sql } from './sql.ts';

/** One row per paper, voter and platform. */
export function createVoteStore(sql: Sql): VoteStore {
  const { query } = sql;
  return {
    async setVote({ paperId, platform, voter, value }, now) {
      await query(
        `INSERT INTO votes (paper_id, platform, voter, value, voted_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (paper_id, platform, voter) DO UPDATE SET value = excluded.value, voted_at = excluded.voted_at`,
        [paperId, platform, voter, value, now],
      );
    },

    async removeVote({ paperId, platform, voter, value }) {
      await query('DELETE FROM votes WHERE paper_id = $1 AND platform = $2 AND voter = $3 AND value = $4', [
        paperId,
        platform,
        voter,
        value,
      ]);
    },

    async voteCounts(paperIds) {
      const rows = await query(
        `SELECT paper_id, SUM(CASE WHEN value = 1 THEN 1 ELSE 0 END) AS up,
           SUM(CASE WHEN value = -1 THEN 1 ELSE 0 END) AS down
         FROM votes WHERE paper_id IN (${placeholders(paperIds)}) GROUP BY paper_id`,
        paperIds,
      );
      return new Map(
        rows.map((row) => [String(row.paper_id), { up: Number(row.up), down: Number(row.down) }]),
      );
    },

    async votesOf(platform, voter, paperIds) {
      const rows = await query(
        `SELECT paper_id, value FROM votes
         WHERE platform = $1 AND voter = $2 AND paper_id IN (${placeholders(paperIds, 3)})`,
        [platform, voter, ...paperIds],
      );
      return new Map(rows.map((row) => [String(row.paper_id), Number(row.value) as 1 | -1]));
    },
  };
}
