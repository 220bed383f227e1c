import { foldLabel } from '../../domain/fields/field.ts';
import { fuse, rankByWeight, type Weighed } from '../../domain/search/fuse.ts';
import { planSearch, type SearchPlan } from '../../domain/search/query.ts';
import { type Lexicon, makeLexicon, repairEach, repairs } from '../../domain/search/repair.ts';
import { MAX_COUNTED } from '../../domain/search/result-count.ts';
import type { SearchQuery, SearchResult } from '../../ports/search-index.ts';
import type { Query, Value } from '../sql.ts';
import { DEPTH, type Frame, toFrame } from './frame.ts';
import { matchToFts } from './fts.ts';
import { type Found, findAll, findHits, findSorted, MANY, ofFields, putInOrder, readIds } from './hits.ts';

/**
 * If a search has fewer results than `FEW`, papers of the same fields are added, and if it has fewer than `ENOUGH`,
 * those that match it in part, up to `FEW` results.
 */
const ENOUGH = 3;
const FEW = 10;
/** A paper of a term's field that has the term is about it; others may only mention it. */
const TOPIC = 2;
/** A term in this many papers has the weight log 2 in a loose match; a rarer one has more. */
const RARE = 200;
/** A word must occur in at least this many titles to be used as a correction: a rarer word might be a typo too. */
const MIN_TITLES = 2;

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
    const lists: (readonly number[])[] = [];
    for (const step of plan.steps) lists.push(await findHits(query, step, frame, plan.parts.length === 1));
    const whole = lists.at(-1) ?? [];
    const topic = await ofFields(query, whole, plan.topics);
    const weights = [...lists.map(() => 1), TOPIC];
    const best = fuse(
      [...lists, topic].map((list) => list.slice(0, DEPTH)),
      weights,
    ).slice(0, DEPTH);
    if (whole.length < MANY) {
      // The phrase can stand across the parts of a query, so it can find more than all parts.
      const all = [...new Set([...best, ...whole])];
      return { numbers: all, total: Math.min(all.length, MAX_COUNTED) };
    }
    if (frame.depth <= best.length) return { numbers: best, total: MAX_COUNTED };
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
    const related = plan.related ? await findHits(query, plan.related, frame, true) : [];
    const best = [
      ...related.slice(0, DEPTH),
      ...(numbers.length < ENOUGH ? await findLoose(plan, frame) : []),
    ];
    const others = [...new Set(best)].filter((number) => !known.has(number)).slice(0, FEW - numbers.length);
    const loose = await putInOrder(query, others, asked.sort);
    return {
      numbers: [...numbers, ...loose],
      total: numbers.length + loose.length,
      loose: loose.length,
    };
  }

  async function findLoose(plan: SearchPlan, frame: Frame): Promise<readonly number[]> {
    const lists: (readonly number[])[] = [];
    for (const step of plan.loose) lists.push((await findHits(query, step, frame, true)).slice(0, DEPTH));
    const terms: Weighed[] = [];
    for (const match of plan.terms) {
      const hits = await findHits(query, { in: 'body', match }, frame, true);
      terms.push({ numbers: hits, weight: Math.log(1 + RARE / (1 + hits.length)) });
    }
    return terms.length > 0 ? rankByWeight(terms) : fuse(lists);
  }

  /** Returns the terms of which no paper has any spelling or synonym. */
  async function findUnknown({ parts }: SearchPlan): Promise<string[]> {
    const unknown: string[] = [];
    for (const { text, match } of parts) {
      const rows = await query('SELECT 1 FROM body WHERE body MATCH $1 LIMIT 1', [matchToFts(match)]);
      if (rows.length === 0) unknown.push(text);
    }
    return unknown;
  }

  async function findText(
    plan: SearchPlan,
    asked: SearchQuery,
    frame: Frame,
  ): Promise<Found & { corrected: string | null }> {
    const found = await findStrictly(plan, asked, frame);
    if (found.total >= FEW) return { ...found, corrected: null };
    if (found.total > 0) return { ...(await fillUp(plan, found, asked, frame)), corrected: null };
    const unknown = await findUnknown(plan);
    if (unknown.length === 0) return { ...(await fillUp(plan, found, asked, frame)), corrected: null };
    const words = plan.parts.map(({ text }) => text);
    const known = await readLexicon();
    for (const corrected of repairs(words, unknown, known, asked.text)) {
      const other = planSearch(corrected);
      const instead = other && (await findStrictly(other, asked, frame));
      if (!instead || instead.total === 0) continue;
      return {
        ...(instead.total < FEW ? await fillUp(other, instead, asked, frame) : instead),
        corrected,
      };
    }
    // No paper has all words, even corrected, but more papers have some of the corrected ones.
    const corrected = repairEach(words, unknown, known);
    const other = foldLabel(corrected) === foldLabel(words.join(' ')) ? null : planSearch(corrected);
    const loose = await fillUp(other ?? plan, found, asked, frame);
    return { ...loose, corrected: other && loose.total > 0 ? corrected : null };
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
