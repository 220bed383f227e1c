import type { Match } from '../../domain/search/match.ts';
import type { SearchPlan, Step } from '../../domain/search/query.ts';
import { MAX_COUNTED } from '../../domain/search/result-count.ts';
import type { SearchQuery } from '../../ports/search-index.ts';
import { placeholders, type Query } from '../sql.ts';
import { DEPTH, type Frame } from './frame.ts';
import { matchToFts } from './fts.ts';

/**
 * A search step with at least this many hits is common. Its hits are sorted newest first instead of by rank: common
 * words say little about a paper, and readers want recent papers.
 */
export const MANY = 2_001;

type Sort = SearchQuery['sort'];

/** The first hits, in order, as values of `papers.number`, and the number of all hits. */
export interface Found {
  readonly numbers: readonly number[];
  readonly total: number;
  /** How many hits at the end of `numbers` are loose matches (`SearchPlan.loose`). */
  readonly loose?: number;
}

/**
 * Returns the hits of a step, best first, or if it is common, its newest `MANY` hits. Ranking costs more than finding,
 * so the hits of a single term, which is often common, are counted first.
 */
export async function findHits(
  query: Query,
  step: Step,
  frame: Frame,
  isSingle: boolean,
): Promise<readonly number[]> {
  const { where, values } = frame.table(step.in);
  const hits = `FROM ${step.in} WHERE ${step.in} MATCH $1${where} ORDER BY rowid DESC LIMIT ${MANY}`;
  // One row of JSON takes a fraction of the time and memory that thousands of rows take.
  const read = async (...columns: readonly string[]) => {
    const [row] = await query(
      `SELECT ${columns.map((column) => `json_group_array(${column}) AS ${column}`)} FROM (SELECT ${columns} ${hits})`,
      [matchToFts(step.match), ...values],
    );
    return columns.map((column) => JSON.parse(String(row?.[column])) as number[]);
  };
  if (isSingle) {
    const [newest = []] = await read('rowid');
    if (newest.length >= MANY) return newest;
  }
  const [numbers = [], ranks = []] = await read('rowid', 'rank');
  if (numbers.length >= MANY) return numbers;
  return numbers
    .map((number, at) => ({ number, rank: ranks[at] as number }))
    .sort((a, b) => a.rank - b.rank || b.number - a.number)
    .map(({ number }) => number);
}

/** Returns the first `DEPTH` of `numbers` that are of one of the fields in each of `topics`; none if there are no topics. */
export async function ofFields(
  query: Query,
  numbers: readonly number[],
  topics: SearchPlan['topics'],
): Promise<readonly number[]> {
  if (topics.length === 0 || numbers.length === 0) return [];
  const isOf = (value: string) =>
    `EXISTS (SELECT 1 FROM paper_fields WHERE number = hits.value AND field IN (SELECT value FROM json_each(${value})))`;
  const rows = await query(
    `SELECT value FROM json_each($1) AS hits
     WHERE ${topics.map((_, at) => isOf(`$${at + 2}`)).join(' AND ')} LIMIT ${DEPTH}`,
    [JSON.stringify(numbers), ...topics.map((fields) => JSON.stringify(fields))],
  );
  return rows.map(({ value }) => Number(value));
}

export async function count(query: Query, match: Match, frame: Frame): Promise<number> {
  const { where, values } = frame.table('body');
  const [row] = await query(
    `SELECT COUNT(*) AS total FROM (SELECT 1 FROM body WHERE body MATCH $1${where} LIMIT ${MAX_COUNTED})`,
    [matchToFts(match), ...values],
  );
  return Number(row?.total);
}

export async function findSorted(query: Query, match: Match, frame: Frame, sort: Sort): Promise<Found> {
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

export async function putInOrder(
  query: Query,
  numbers: readonly number[],
  sort: Sort,
): Promise<readonly number[]> {
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
export async function findAll(query: Query, frame: Frame, sort: Sort): Promise<Found> {
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

export async function readIds(query: Query, numbers: readonly number[]): Promise<string[]> {
  const rows = await query(
    `SELECT number, id FROM papers WHERE number IN (${placeholders(numbers)})`,
    numbers,
  );
  const ids = new Map(rows.map(({ number, id }) => [Number(number), String(id)]));
  return numbers.flatMap((number) => ids.get(number) ?? []);
}
