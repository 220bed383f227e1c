import type { SummaryCount } from '../domain/paper/summary.ts';
import type { Store } from '../ports/store.ts';
import type { Sql } from './sql.ts';
import { createBindingStore } from './tables/bindings.ts';
import { createDeliveryStore } from './tables/deliveries.ts';
import { createFailureStore } from './tables/failures.ts';
import { createPaperStore } from './tables/papers.ts';
import type { OnCorruptRow } from './tables/row-reader.ts';
import { createSubscriptionStore } from './tables/subscriptions.ts';
import { createVoteStore } from './tables/votes.ts';

/** Creates the store on top of any `Sql`. Both SQLite and Postgres accept all its statements. */
export function createStore(sql: Sql, onCorrupt: OnCorruptRow = () => {}): Store {
  const { query, transaction } = sql;
  return {
    ...createPaperStore(sql, onCorrupt),
    ...createSubscriptionStore(sql, onCorrupt),
    ...createDeliveryStore(sql, onCorrupt),
    ...createFailureStore(sql),
    ...createVoteStore(sql, onCorrupt),
    ...createBindingStore(sql),

    async probe() {
      await transaction(async (query) => {
        // Insert and delete a row: for an UPDATE that changes nothing, SQLite would not write to the file.
        await query('INSERT INTO schema_version (version) VALUES (0)');
        await query('DELETE FROM schema_version WHERE version = 0');
      });
      await sql.check();
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
           (SELECT COUNT(*) FROM deliveries WHERE state = 'left-out') AS deliveries_left_out,
           (SELECT COUNT(*) FROM (SELECT DISTINCT paper_id, platform, voter FROM reactions) AS v) AS votes,
           (SELECT COALESCE(SUM(calls), 0) FROM llm_usage) AS llm_calls,
           (SELECT COALESCE(SUM(prompt_tokens), 0) FROM llm_usage) AS llm_prompt_tokens,
           (SELECT COALESCE(SUM(completion_tokens), 0) FROM llm_usage) AS llm_completion_tokens`,
      );
      return Object.fromEntries(Object.entries(row ?? {}).map(([name, value]) => [name, Number(value)]));
    },

    async summaryCounts() {
      const rows = await query('SELECT name, label, count FROM summary_counts ORDER BY name, label');
      return rows.map(({ name, label, count }) => ({
        name: name as SummaryCount['name'],
        label: String(label),
        count: Number(count),
      }));
    },

    close: () => sql.close(),
  };
}
