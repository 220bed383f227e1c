import { fuse } from '../../domain/search/fuse.ts';
import type { Match } from '../../domain/search/match.ts';
import { planSearch, type SearchPlan, type Step } from '../../domain/search/query.ts';
import { type Lexicon, makeLexicon, repairs } from '../../domain/search/repair.ts';
import { MAX_COUNTED } from '../../domain/search/result-count.ts';
import type { SearchQuery, SearchResult } from '../../ports/search-index.ts';
import { placeholders, type Query, type Value } from '../sql.ts';
import { DEPTH, type Frame, toFrame } from './frame.ts';
import { matchToFts } from './fts.ts';

/**
 * A search step with at least this many hits is common. Its hits are sorted newest first instead of by rank: common
 * words say little about a paper, and readers want recent papers.
 */
const MANY = 2_001;
/** If a search has fewer results than this, loose matches are added, up to this number of results. */
const FEW = 10;
/** A word must occur in at least this many titles to be used as a correction: a rarer word might be a typo too. */
const MIN_TITLES = 2;

type Sort = SearchQuery['sort'];

/** The first hits, in order, as values of `papers.number`, and the number of all hits. */
interface Found {
  readonly numbers: readonly number[];
  readonly total: number;
  /** How many hits at the end of `numbers` are loose matches (`SearchPlan.loose`). */
  readonly loose?: number;
}

const NOTHING = { numbers: [], total: 0, loose: 0, corrected: null } as const;

/** Returns a function that searches the tables of an index file. */
export function createFinder(query: Query): (asked: SearchQuery) => Promise<SearchResult> {
  let lexicon: { readonly newest: Value | undefined; readonly words: Lexicon } | undefined;
  /** Returns the words for correcting typos; cached until there are newer papers, because reading them is slow. */
  async function readLexicon(): Promise<Lexicon> {
    const [row] = await query('SELECT MAX(number) AS newest FROM papers');
    if (lexicon?.newest !== row?.newest) {
      const rows = await query('SELECT term FROM head_words WHERE doc >= $1', [MIN_TITLES]);
      lexicon = { newest: row?.newest, words: makeLexicon(rows.map(({ term }) => String(term))) };
    }
    return lexicon?.words ?? [];
  }

  async function findStrictly(plan: SearchPlan, asked: SearchQuery, frame: Frame): Promise<Found> {
    if (asked.sort !== 'relevance') return findSorted(query, plan.whole, frame, asked.sort);
    const whole: Step = { in: 'body', match: plan.whole };
    const total = await countHits(query, whole, frame);
    const best = await findBest(plan.steps, frame, total < MANY ? 'few' : whole);
    if (best.length < DEPTH) return { numbers: best, total: best.length };
    if (frame.depth <= best.length) return { numbers: best, total: Math.min(total, MAX_COUNTED) };
    // The results begin with `best`, so these papers must not appear again in the rest.
    const known = new Set(best);
    const rest = await findSorted(query, plan.whole, frame, 'newest');
    return { ...rest, numbers: [...best, ...rest.numbers.filter((number) => !known.has(number))] };
  }

  /** Adds papers that match the query only loosely, after those that match it exactly. */
  async function fillUp(
    plan: SearchPlan,
    { numbers }: Found,
    asked: SearchQuery,
    frame: Frame,
  ): Promise<Found> {
    const known = new Set(numbers);
    const best = await findBest(plan.loose, frame);
    const others = best.filter((number) => !known.has(number)).slice(0, FEW - numbers.length);
    const loose = await putInOrder(query, others, asked.sort);
    return {
      numbers: [...numbers, ...loose],
      total: numbers.length + loose.length,
      loose: loose.length,
    };
  }

  /**
   * Returns the best hits of all steps. `whole` saves counting the hits of each step: it is a common step that finds
   * everything that `steps` find, or 'few' if no step is common.
   */
  async function findBest(steps: readonly Step[], frame: Frame, whole?: Step | 'few'): Promise<number[]> {
    const lists: number[][] = [];
    const common = typeof whole === 'object' ? [whole] : [];
    for (const step of steps) {
      const isCommon =
        whole !== 'few' &&
        (common.some((other) => hasAllOf(step, other, whole?.match)) ||
          (await countHits(query, step, frame)) >= MANY);
      if (isCommon) common.push(step);
      lists.push(await rank(query, step, isCommon, frame));
    }
    return fuse(lists);
  }

  async function repair({ parts }: SearchPlan, raw: string): Promise<string[]> {
    const unknown: string[] = [];
    for (const { text, match } of parts) {
      const rows = await query('SELECT 1 FROM body WHERE body MATCH $1 LIMIT 1', [matchToFts(match)]);
      if (rows.length === 0) unknown.push(text);
    }
    return unknown.length > 0
      ? repairs(
          parts.map(({ text }) => text),
          unknown,
          await readLexicon(),
          raw,
        )
      : [];
  }

  async function findText(
    plan: SearchPlan,
    asked: SearchQuery,
    frame: Frame,
  ): Promise<Found & { corrected: string | null }> {
    const found = await findStrictly(plan, asked, frame);
    if (found.total >= FEW) return { ...found, corrected: null };
    if (found.total > 0) return { ...(await fillUp(plan, found, asked, frame)), corrected: null };
    for (const corrected of await repair(plan, asked.text)) {
      const other = planSearch(corrected);
      const instead = other && (await findStrictly(other, asked, frame));
      if (instead && instead.total > 0) return { ...instead, corrected };
    }
    return { ...(await fillUp(plan, found, asked, frame)), corrected: null };
  }

  return async (asked) => {
    const plan = planSearch(asked.text);
    const frame = await toFrame(query, asked);
    const found =
      !frame || (!plan && asked.text.trim())
        ? NOTHING
        : plan
          ? await findText(plan, asked, frame)
          : { ...(await findAll(query, frame, asked.sort)), corrected: null };
    const ids = await readIds(query, found.numbers.slice(asked.offset, asked.offset + asked.limit));
    const { total, loose = 0, corrected } = found;
    return { ids, total, loose, corrected };
  };
}

/** Returns true if `step` is certain to find everything that `other` finds. */
const hasAllOf = (step: Step, other: Step, whole: Match | undefined): boolean =>
  (step.in === 'body' || other.in === 'head') && (step.match === other.match || step.match === whole);

/** Counts the papers that a step finds, up to `MANY`. */
async function countHits(query: Query, step: Step, frame: Frame): Promise<number> {
  const { where, values } = frame.table(step.in);
  const [row] = await query(
    `SELECT COUNT(*) AS hits FROM
       (SELECT 1 FROM ${step.in} WHERE ${step.in} MATCH $1${where} LIMIT ${MANY})`,
    [matchToFts(step.match), ...values],
  );
  return Number(row?.hits);
}

/** Returns the best hits of a step or, if it has `MANY` hits or more, its newest hits. */
async function rank(query: Query, step: Step, isCommon: boolean, frame: Frame): Promise<number[]> {
  const { where, values } = frame.table(step.in);
  const order = isCommon ? 'rowid DESC' : 'rank, rowid DESC';
  const rows = await query(
    `SELECT rowid FROM ${step.in} WHERE ${step.in} MATCH $1${where} ORDER BY ${order} LIMIT ${DEPTH}`,
    [matchToFts(step.match), ...values],
  );
  return rows.map(({ rowid }) => Number(rowid));
}

async function count(query: Query, match: Match, frame: Frame): Promise<number> {
  const { where, values } = frame.table('body');
  const [row] = await query(
    `SELECT COUNT(*) AS total FROM (SELECT 1 FROM body WHERE body MATCH $1${where} LIMIT ${MAX_COUNTED})`,
    [matchToFts(match), ...values],
  );
  return Number(row?.total);
}

async function findSorted(query: Query, match: Match, frame: Frame, sort: Sort): Promise<Found> {
  const { where, values } = frame.table('body');
  const order = sort === 'newest' ? 'body.rowid DESC' : 'papers.upvotes DESC, body.rowid DESC';
  const join = sort === 'newest' ? '' : 'JOIN papers ON papers.number = body.rowid';
  const rows = await query(
    `SELECT body.rowid AS number FROM body ${join} WHERE body MATCH $1${where} ORDER BY ${order} LIMIT ${frame.depth}`,
    [matchToFts(match), ...values],
  );
  const numbers = rows.map(({ number }) => Number(number));
  const total = numbers.length < frame.depth ? numbers.length : await count(query, match, frame);
  return { numbers, total: Math.min(total, MAX_COUNTED) };
}

async function putInOrder(query: Query, numbers: readonly number[], sort: Sort): Promise<readonly number[]> {
  if (sort === 'relevance') return numbers;
  if (sort === 'newest') return numbers.toSorted((a, b) => b - a);
  const rows = await query(
    `SELECT number FROM papers WHERE number IN (SELECT value FROM json_each($1))
     ORDER BY upvotes DESC, number DESC`,
    [JSON.stringify(numbers)],
  );
  return rows.map(({ number }) => Number(number));
}

/** Finds the papers that pass the filters, without a text query. */
async function findAll(query: Query, frame: Frame, sort: Sort): Promise<Found> {
  const { where, values } = frame.table('papers');
  const order = sort === 'upvotes' ? 'upvotes DESC, number DESC' : 'number DESC';
  const from = `FROM papers WHERE $1 = $1${where}`;
  const rows = await query(`SELECT number ${from} ORDER BY ${order} LIMIT ${frame.depth}`, [0, ...values]);
  const [row] = await query(`SELECT COUNT(*) AS total FROM (SELECT 1 ${from} LIMIT ${MAX_COUNTED})`, [
    0,
    ...values,
  ]);
  return { numbers: rows.map(({ number }) => Number(number)), total: Number(row?.total) };
}

async function readIds(query: Query, numbers: readonly number[]): Promise<string[]> {
  const rows = await query(
    `SELECT number, id FROM papers WHERE number IN (${placeholders(numbers)})`,
    numbers,
  );
  const ids = new Map(rows.map(({ number, id }) => [Number(number), String(id)]));
  return numbers.flatMap((number) => ids.get(number) ?? []);
}
