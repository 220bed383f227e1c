import type { Paper } from '../core/paper.ts';
import type { Claim, Edition, ListDay, Store, StoredSummary } from '../core/ports.ts';
import { placeToId, type Subscription } from '../core/subscription.ts';
import { placeholders, type Row, type Sql } from './sql.ts';

/** The `Store` port over any `Sql`: each statement is written once, in the SQL that SQLite and Postgres share. */
export function createStore(sql: Sql): Store {
  const { query } = sql;
  const paperColumns = 'p.id, p.title, p.abstract, p.upvotes, p.withdrawn, p.details';

  return {
    async saveListDay(day, papers, emptySince, now) {
      await sql.transaction(async (query) => {
        await query(
          `INSERT INTO list_days (day, fetched_at, count, empty_since) VALUES ($1, $2, $3, $4)
           ON CONFLICT (day) DO UPDATE SET fetched_at = excluded.fetched_at, count = excluded.count,
             empty_since = excluded.empty_since`,
          [day, now, papers.length, emptySince],
        );
        await query('DELETE FROM list_entries WHERE day = $1', [day]);
        for (const [index, paper] of papers.entries()) {
          const { id, title, abstract, upvotes, withdrawn, ...details } = paper;
          await query(
            `INSERT INTO papers (id, title, abstract, upvotes, withdrawn, details, updated_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (id) DO UPDATE SET title = excluded.title, abstract = excluded.abstract,
               upvotes = excluded.upvotes, withdrawn = excluded.withdrawn, details = excluded.details,
               updated_at = excluded.updated_at`,
            [id, title, abstract, upvotes, withdrawn ? 1 : 0, JSON.stringify(details), now],
          );
          await query('INSERT INTO list_entries (day, rank, paper_id) VALUES ($1, $2, $3)', [day, index, id]);
        }
      });
    },

    async listDay(day) {
      const [row] = await query('SELECT * FROM list_days WHERE day = $1', [day]);
      if (!row) return null;
      const papers = await query(
        `SELECT ${paperColumns} FROM list_entries e JOIN papers p ON p.id = e.paper_id WHERE e.day = $1 ORDER BY e.rank`,
        [day],
      );
      return { ...rowToListDay(row), papers: papers.map(rowToPaper) };
    },

    async listDays(since) {
      return (await query('SELECT * FROM list_days WHERE day >= $1', [since])).map(rowToListDay);
    },

    async papers(ids) {
      const rows = await query(
        `SELECT ${paperColumns} FROM papers p WHERE p.id IN (${placeholders(ids)})`,
        ids,
      );
      const found = new Map(rows.map((row) => [row.id, rowToPaper(row)]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },

    async daysOf(paperId) {
      const rows = await query('SELECT day FROM list_entries WHERE paper_id = $1 ORDER BY day DESC', [
        paperId,
      ]);
      return rows.map(({ day }) => String(day));
    },

    async summaries(ids) {
      const rows = await query(`SELECT * FROM summaries WHERE paper_id IN (${placeholders(ids)})`, ids);
      return new Map(rows.map((row) => [String(row.paper_id), rowToSummary(row)]));
    },

    async saveSummary(paperId, { summary, easy, fields, model, promptVersion }, now) {
      await query(
        `INSERT INTO summaries (paper_id, summary, easy, fields, model, prompt_version, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (paper_id) DO NOTHING`,
        [paperId, summary, easy, JSON.stringify(fields), model, promptVersion, now],
      );
    },

    async addUsage({ model, promptTokens, completionTokens }, now) {
      await query(
        `INSERT INTO llm_usage (day, model, calls, prompt_tokens, completion_tokens) VALUES ($1, $2, 1, $3, $4)
         ON CONFLICT (day, model) DO UPDATE SET calls = llm_usage.calls + 1,
           prompt_tokens = llm_usage.prompt_tokens + excluded.prompt_tokens,
           completion_tokens = llm_usage.completion_tokens + excluded.completion_tokens`,
        [new Date(now).toISOString().slice(0, 10), model, promptTokens, completionTokens],
      );
    },

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

    async setSubscriptionState(placeId, state, reason) {
      await query('UPDATE subscriptions SET state = $2, reason = $3 WHERE place_id = $1', [
        placeId,
        state,
        reason,
      ]);
    },

    async subscriptions() {
      return (await query('SELECT * FROM subscriptions ORDER BY created_at, place_id')).map(
        rowToSubscription,
      );
    },

    async openEdition(placeId, day, paperIds, listed, now) {
      await query(
        `INSERT INTO editions (place_id, day, paper_ids, listed, state, opened_at, closed_at, touch_ups, missing)
         VALUES ($1, $2, $3, $4, 'open', $5, NULL, 0, 0) ON CONFLICT (place_id, day) DO NOTHING`,
        [placeId, day, JSON.stringify(paperIds), listed, now],
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

    async newestEdition(placeId) {
      const [row] = await query(
        "SELECT * FROM editions WHERE place_id = $1 AND state IN ('open', 'done') ORDER BY day DESC LIMIT 1",
        [placeId],
      );
      return row ? rowToEdition(row) : null;
    },

    async editions(since) {
      return (await query('SELECT * FROM editions WHERE day >= $1 ORDER BY day', [since])).map(rowToEdition);
    },

    async papersSent(placeId, since, exceptDay) {
      const rows = await query(
        `SELECT paper_id FROM deliveries
         WHERE place_id = $1 AND settled_at >= $2 AND day <> $3 AND state = 'sent' AND paper_id IS NOT NULL`,
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
         WHERE deliveries.state = 'claimed' AND deliveries.lease_until <= $7
         RETURNING attempts`,
        [key, placeId, day, paperId, owner, now + leaseMs, now],
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
        messageId: row.message_id as string | null,
        shown: String(row.shown ?? ''),
      }));
    },

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

    async totals() {
      const [row] = await query(
        `SELECT (SELECT COUNT(*) FROM papers) AS papers,
           (SELECT COUNT(*) FROM list_days) AS list_days,
           (SELECT COUNT(*) FROM summaries) AS summaries,
           (SELECT COUNT(*) FROM subscriptions WHERE state = 'active') AS subscriptions_active,
           (SELECT COUNT(*) FROM subscriptions WHERE state = 'paused') AS subscriptions_paused,
           (SELECT COUNT(*) FROM editions WHERE state = 'done') AS editions_done,
           (SELECT COUNT(*) FROM editions WHERE state = 'skipped') AS editions_skipped,
           (SELECT COUNT(*) FROM deliveries WHERE state = 'sent') AS deliveries_sent,
           (SELECT COUNT(*) FROM deliveries WHERE state = 'refused') AS deliveries_refused,
           (SELECT COUNT(*) FROM votes) AS votes,
           (SELECT COALESCE(SUM(calls), 0) FROM llm_usage) AS llm_calls,
           (SELECT COALESCE(SUM(prompt_tokens), 0) FROM llm_usage) AS llm_prompt_tokens,
           (SELECT COALESCE(SUM(completion_tokens), 0) FROM llm_usage) AS llm_completion_tokens`,
      );
      return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
    },

    close: () => sql.close(),
  };
}

const nullable = (value: Row[string] | undefined) =>
  value === null || value === undefined ? null : Number(value);

function rowToPaper(row: Row): Paper {
  return {
    id: String(row.id),
    title: String(row.title),
    abstract: String(row.abstract),
    upvotes: Number(row.upvotes),
    withdrawn: row.withdrawn === 1,
    ...JSON.parse(String(row.details)),
  };
}

function rowToListDay(row: Row): Omit<ListDay, 'papers'> {
  return {
    day: String(row.day),
    fetchedAt: Number(row.fetched_at),
    count: Number(row.count),
    emptySince: nullable(row.empty_since),
  };
}

function rowToSummary(row: Row): StoredSummary {
  return {
    summary: String(row.summary),
    easy: String(row.easy),
    fields: JSON.parse(String(row.fields)),
    model: String(row.model),
    promptVersion: String(row.prompt_version),
  };
}

function rowToSubscription(row: Row): Subscription {
  return {
    place: { platform: String(row.platform), workspace: String(row.workspace), channel: String(row.channel) },
    settings: JSON.parse(String(row.settings)),
    createdAt: Number(row.created_at),
    state: row.state as Subscription['state'],
    reason: row.reason as string | null,
  };
}

function rowToEdition(row: Row): Edition {
  return {
    placeId: String(row.place_id),
    day: String(row.day),
    paperIds: JSON.parse(String(row.paper_ids)),
    listed: Number(row.listed),
    state: row.state as Edition['state'],
    closedAt: nullable(row.closed_at),
    touchUps: Number(row.touch_ups),
    missing: Number(row.missing),
  };
}
