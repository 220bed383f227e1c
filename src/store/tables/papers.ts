import { type Day, isDay } from '../../domain/calendar/day.ts';
import type { Paper } from '../../domain/paper/paper.ts';
import type { PaperStore } from '../../ports/paper-store.ts';
import { placeholders, type Query, type Sql, type Value } from '../sql.ts';
import { createPaperReader, PAPER_COLUMNS } from './paper-rows.ts';
import { instant, type OnCorruptRow } from './row-reader.ts';

/**
 * Valid change numbers are lower than this. A corrupt row whose number is not lower is ignored, because it would
 * remain the newest change forever.
 */
const NO_CHANGE = Number.MAX_SAFE_INTEGER;
/**
 * Returns SQL for the next change number: higher than all previous ones, and at least the current time, so that a
 * database restored from a backup does not reuse a number. `now` is the placeholder of the current time. SQLite has
 * one writer at a time; in other databases, two transactions could get the same number.
 */
const nextChange = (now: string) =>
  `(SELECT CASE WHEN COALESCE(MAX(change), 0) >= ${now} THEN COALESCE(MAX(change), 0) + 1 ELSE ${now} END FROM papers
    WHERE change < ${NO_CHANGE})`;

const utcDay = (now: number) => new Date(now).toISOString().slice(0, 10);

/** The day of a paper that has neither a readable list day nor a readable update time. */
const NO_DAY = '2000-01-01';
/** Returns a stored day, or the UTC day of a stored time; null for any other value. */
function dayOf(stored: Value | undefined): Day | null {
  if (typeof stored === 'string' && isDay(stored)) return stored;
  const time = instant.safeParse(stored);
  return time.success ? utcDay(time.data) : null;
}

/** Creates the store of papers, list days, summaries and token usage. */
export function createPaperStore(sql: Sql, onCorrupt: OnCorruptRow): PaperStore {
  const { query } = sql;
  const { readPaper, readListDay, readSummary } = createPaperReader(onCorrupt);
  /** The ids of papers whose stored summaries are corrupt; new summaries replace them. */
  const unreadable = new Set<string>();
  return {
    async saveListDay(day, papers, emptySince, now) {
      await sql.transaction(async (query) => {
        await query(
          `INSERT INTO list_days (day, fetched_at, count, empty_since) VALUES ($1, $2, $3, $4)
           ON CONFLICT (day) DO UPDATE SET fetched_at = excluded.fetched_at, count = excluded.count,
             empty_since = excluded.empty_since`,
          [day, now, papers.length, emptySince],
        );
        const rows = await query('DELETE FROM list_entries WHERE day = $1 RETURNING paper_id', [day]);
        const before = new Set(rows.map(({ paper_id }) => String(paper_id)));
        for (const [index, paper] of papers.entries()) {
          await savePaper(query, paper, now);
          // If the paper is new on this list, its newest list day might have changed.
          if (!before.delete(paper.id)) await touch(query, paper.id, now);
          const entry = [day, index, paper.id];
          await query('INSERT INTO list_entries (day, rank, paper_id) VALUES ($1, $2, $3)', entry);
        }
        for (const id of before) await touch(query, id, now);
      });
    },

    savePaper: (paper, now) => savePaper(query, paper, now),

    async listDay(day) {
      const [row] = await query('SELECT * FROM list_days WHERE day = $1', [day]);
      const [listDay] = row ? readListDay(row) : [];
      if (!listDay) return null;
      const papers = await query(
        `SELECT ${PAPER_COLUMNS} FROM list_entries e JOIN papers p ON p.id = e.paper_id WHERE e.day = $1 ORDER BY e.rank`,
        [day],
      );
      return { ...listDay, papers: papers.flatMap(readPaper) };
    },

    async listDays(since) {
      return (await query('SELECT * FROM list_days WHERE day >= $1', [since])).flatMap(readListDay);
    },

    async papers(ids) {
      const rows = await query(
        `SELECT ${PAPER_COLUMNS} FROM papers p WHERE p.id IN (${placeholders(ids)})`,
        ids,
      );
      const found = new Map(rows.flatMap(readPaper).map((paper) => [paper.id, paper]));
      return ids.flatMap((id) => found.get(id) ?? []);
    },

    async changedPapers(after, limit) {
      const rows = await query(
        `SELECT ${PAPER_COLUMNS}, p.change, p.updated_at, (SELECT MAX(day) FROM list_entries AS e
           WHERE e.paper_id = p.id) AS day
         FROM papers AS p WHERE p.change > $1 AND p.change < ${NO_CHANGE} ORDER BY p.change LIMIT $2`,
        [after, limit],
      );
      return rows.flatMap((row) =>
        readPaper(row).map((paper) => ({
          paper,
          day: dayOf(row.day) ?? dayOf(row.updated_at) ?? NO_DAY,
          change: Number(row.change),
        })),
      );
    },

    async newestChange() {
      const [row] = await query(`SELECT MAX(change) AS change FROM papers WHERE change < ${NO_CHANGE}`);
      return Number(row?.change ?? 0);
    },

    async titlesSince(day) {
      const rows = await query(
        `SELECT p.id, p.title FROM list_entries AS e JOIN papers AS p ON p.id = e.paper_id
         WHERE e.day >= $1 AND p.withdrawn = 0 ORDER BY e.day DESC, p.upvotes DESC`,
        [day],
      );
      return rows.map(({ id, title }) => ({ id: String(id), title: String(title) }));
    },

    async daysOf(paperId) {
      const rows = await query('SELECT day FROM list_entries WHERE paper_id = $1 ORDER BY day DESC', [
        paperId,
      ]);
      return rows.map(({ day }) => String(day));
    },

    async summaries(ids) {
      const rows = await query(`SELECT * FROM summaries WHERE paper_id IN (${placeholders(ids)})`, ids);
      return new Map(
        rows.flatMap((row) => {
          const [summary] = readSummary(row);
          if (!summary) unreadable.add(String(row.paper_id));
          return summary ? [[String(row.paper_id), summary] as const] : [];
        }),
      );
    },

    async saveSummary(paperId, { summary, easy, fields, model, promptVersion, work }, now, replaces = false) {
      await sql.transaction(async (query) => {
        if (replaces || unreadable.delete(paperId))
          await query('DELETE FROM summaries WHERE paper_id = $1', [paperId]);
        await query(
          `INSERT INTO summaries (paper_id, summary, easy, fields, model, prompt_version, created_at, requests,
             prompt_tokens, completion_tokens, flaws)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (paper_id) DO NOTHING`,
          [
            paperId,
            summary,
            easy,
            JSON.stringify(fields),
            model,
            promptVersion,
            now,
            work.requests,
            work.promptTokens,
            work.completionTokens,
            JSON.stringify(work.flaws),
          ],
        );
        await touch(query, paperId, now);
      });
    },

    async addUsage({ model, promptTokens, completionTokens }, now) {
      await query(
        `INSERT INTO llm_usage (day, model, calls, prompt_tokens, completion_tokens) VALUES ($1, $2, 1, $3, $4)
         ON CONFLICT (day, model) DO UPDATE SET calls = llm_usage.calls + 1,
           prompt_tokens = llm_usage.prompt_tokens + excluded.prompt_tokens,
           completion_tokens = llm_usage.completion_tokens + excluded.completion_tokens`,
        [utcDay(now), model, promptTokens, completionTokens],
      );
    },

    async tokensOfDay(now) {
      const [row] = await query(
        'SELECT COALESCE(SUM(prompt_tokens + completion_tokens), 0) AS tokens FROM llm_usage WHERE day = $1',
        [utcDay(now)],
      );
      return Number(row?.tokens);
    },

    async countSummary(outcome, flaws) {
      await sql.transaction(async (query) => {
        const counted = [['outcome', outcome], ...flaws.map(({ check, severity }) => [severity, check])];
        for (const [name = '', label = ''] of counted) {
          await query(
            `INSERT INTO summary_counts (name, label, count) VALUES ($1, $2, 1)
             ON CONFLICT (name, label) DO UPDATE SET count = summary_counts.count + 1`,
            [name, label],
          );
        }
      });
    },
  };
}

async function savePaper(query: Query, paper: Paper, now: number): Promise<void> {
  const { id, title, abstract, upvotes, withdrawn, ...details } = paper;
  await query(
    `INSERT INTO papers (id, title, abstract, upvotes, withdrawn, details, updated_at, change)
     VALUES ($1, $2, $3, $4, $5, $6, $7, ${nextChange('$7')})
     ON CONFLICT (id) DO UPDATE SET title = excluded.title, abstract = excluded.abstract,
       upvotes = excluded.upvotes, withdrawn = excluded.withdrawn, details = excluded.details,
       updated_at = excluded.updated_at,
       change = CASE WHEN papers.title = excluded.title AND papers.abstract = excluded.abstract
         AND papers.upvotes = excluded.upvotes AND papers.withdrawn = excluded.withdrawn
         AND papers.details = excluded.details THEN papers.change ELSE excluded.change END`,
    [id, title, abstract, upvotes, withdrawn ? 1 : 0, JSON.stringify(details), now],
  );
}

/** Marks a paper as changed, so that the search index reads it again. */
async function touch(query: Query, paperId: string, now: number): Promise<void> {
  await query(`UPDATE papers SET change = ${nextChange('$2')} WHERE id = $1`, [paperId, now]);
}
