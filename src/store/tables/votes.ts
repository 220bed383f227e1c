import { platformOf, WEB_PLACE } from '../../domain/subscription/subscription.ts';
import type { VoteScope } from '../../domain/vote/ranking.ts';
import type { Reaction, VoteCount } from '../../domain/vote/vote.ts';
import type { VoteStore } from '../../ports/vote-store.ts';
import { placeholders, type Query, type Row, type Sql } from '../sql.ts';
import { createPaperReader, PAPER_COLUMNS } from './paper-rows.ts';
import type { OnCorruptRow } from './row-reader.ts';

/** Returns SQL for votes: each person's newest reaction on each paper, among the reactions that meet `condition`. */
const votesWhere = (condition: string) =>
  `SELECT paper_id, value FROM (
     SELECT paper_id, value, ROW_NUMBER() OVER (
       PARTITION BY paper_id, platform, voter ORDER BY reacted_at DESC, value DESC) AS age
     FROM reactions WHERE ${condition}) AS current
   WHERE age = 1`;

/**
 * Returns an SQL condition for the reactions that count, and the values of its parameters, which are numbered from
 * `first`. Button votes have no message, so at a place, all of them on its platform are included.
 */
function inScope(
  scope: VoteScope,
  first: number,
): { readonly sql: string; readonly values: readonly string[] } {
  if ('shownOn' in scope) {
    const hidden = scope.shownOn === WEB_PLACE.platform ? '' : WEB_PLACE.platform;
    return { sql: ` AND platform <> $${first}`, values: [hidden] };
  }
  return {
    sql: ` AND platform = $${first} AND (message_id = ''
      OR message_id IN (SELECT message_id FROM deliveries WHERE place_id = $${first + 1}))`,
    values: [platformOf(scope.placeId), scope.placeId],
  };
}

const COUNTS = `SUM(CASE WHEN value = 1 THEN 1 ELSE 0 END) AS up,
  SUM(CASE WHEN value = -1 THEN 1 ELSE 0 END) AS down`;
const rowToCount = ({ up, down }: Row): VoteCount => ({ up: Number(up), down: Number(down) });

/** Creates the store of reactions, one row each. Votes are derived from the reactions. */
export function createVoteStore(sql: Sql, onCorrupt: OnCorruptRow): VoteStore {
  const { query } = sql;
  const { readPaper } = createPaperReader(onCorrupt);
  return {
    addReaction: (reaction, now) => insert(query, reaction, now),

    async removeReaction({ paperId, platform, voter, messageId, emoji, value }) {
      await query(
        `DELETE FROM reactions WHERE paper_id = $1 AND platform = $2 AND voter = $3 AND message_id = $4
           AND emoji = $5 AND value = $6`,
        [paperId, platform, voter, messageId, emoji, value],
      );
    },

    async replaceReactions(platform, messageId, reactions, now) {
      const name = ({ voter, emoji }: { voter: unknown; emoji: unknown }) => JSON.stringify([voter, emoji]);
      const current = new Set(reactions.map(name));
      await sql.transaction(async (query) => {
        const rows = await query(
          'SELECT paper_id, voter, emoji FROM reactions WHERE platform = $1 AND message_id = $2',
          [platform, messageId],
        );
        for (const { paper_id, voter, emoji } of rows) {
          if (current.has(name({ voter, emoji }))) continue;
          await query(
            `DELETE FROM reactions WHERE paper_id = $1 AND platform = $2 AND voter = $3 AND message_id = $4
               AND emoji = $5`,
            [paper_id ?? null, platform, voter ?? null, messageId, emoji ?? null],
          );
        }
        for (const reaction of reactions) await insert(query, reaction, now);
      });
    },

    async voteCounts(paperIds, scope) {
      const { sql, values } = inScope(scope, paperIds.length + 1);
      const rows = await query(
        `SELECT paper_id, ${COUNTS}
         FROM (${votesWhere(`paper_id IN (${placeholders(paperIds)})${sql}`)}) AS votes
         GROUP BY paper_id`,
        [...paperIds, ...values],
      );
      return new Map(rows.map((row) => [String(row.paper_id), rowToCount(row)]));
    },

    async bestPapers({ scope, from, to, limit }) {
      const placeId = 'placeId' in scope ? scope.placeId : null;
      const days = 'day >= $1 AND day <= $2';
      const { sql, values } = inScope(scope, 4);
      // Without a place, use the lists: reading the deliveries of all places would be too slow for a reply.
      const posted = placeId
        ? `SELECT DISTINCT paper_id FROM deliveries WHERE place_id = $5 AND state = 'sent' AND ${days}`
        : `SELECT DISTINCT paper_id FROM list_entries WHERE ${days}`;
      // Without a place or dates, every listed paper qualifies: look up each candidate instead of reading all lists.
      const isOfAll = !placeId && !from && !to;
      const among = (id: string) =>
        isOfAll
          ? `EXISTS (SELECT 1 FROM list_entries AS e WHERE e.paper_id = ${id} AND ${days})`
          : `${id} IN (${posted})`;
      // At most `limit` papers without votes can be among the best, so read no more of them.
      const rows = await query(
        `WITH voted AS (
           SELECT paper_id AS id, ${COUNTS}, SUM(value) AS score
           FROM (${votesWhere(`${among('reactions.paper_id')}${sql}`)}) AS votes GROUP BY paper_id),
         others AS (
           SELECT id, 0 AS up, 0 AS down, 0 AS score FROM papers
           WHERE ${among('papers.id')} AND withdrawn = 0 AND id NOT IN (SELECT id FROM voted)
           ORDER BY upvotes DESC, id DESC LIMIT $3)
         SELECT ${PAPER_COLUMNS}, up, down
         FROM (SELECT * FROM voted UNION ALL SELECT * FROM others) AS ranked
           JOIN papers AS p ON p.id = ranked.id
         WHERE p.withdrawn = 0
         ORDER BY score DESC, p.upvotes DESC, p.id DESC LIMIT $3`,
        // '0' excludes '', the day of messages that belong to no edition.
        [from ?? '0', to ?? '9', limit, ...values],
      );
      return rows.flatMap((row) => readPaper(row).map((paper) => ({ paper, votes: rowToCount(row) })));
    },

    async hasVoted(platform, voter) {
      const rows = await query('SELECT 1 FROM reactions WHERE voter = $1 AND platform = $2 LIMIT 1', [
        voter,
        platform,
      ]);
      return rows.length > 0;
    },

    async newestReaction() {
      const [row] = await query('SELECT MAX(reacted_at) AS newest FROM reactions');
      return Number(row?.newest ?? 0);
    },

    async votesOf(platform, voter, paperIds) {
      const rows = await query(
        votesWhere(`platform = $1 AND voter = $2 AND paper_id IN (${placeholders(paperIds, 3)})`),
        [platform, voter, ...paperIds],
      );
      return new Map(rows.map((row) => [String(row.paper_id), Number(row.value) as 1 | -1]));
    },
  };
}

/** Adds a reaction. An existing reaction keeps its time unless its value changes, as can happen to button votes. */
async function insert(query: Query, reaction: Reaction, now: number): Promise<void> {
  const { paperId, platform, voter, messageId, emoji, value } = reaction;
  await query(
    `INSERT INTO reactions (paper_id, platform, voter, message_id, emoji, value, reacted_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (paper_id, platform, voter, message_id, emoji) DO UPDATE SET value = excluded.value,
       reacted_at = CASE WHEN reactions.value = excluded.value THEN reactions.reacted_at
                         ELSE excluded.reacted_at END`,
    [paperId, platform, voter, messageId, emoji, value, now],
  );
}
