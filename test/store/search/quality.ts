import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readQuestion } from '../../../src/domain/search/question.ts';
import type { SearchIndex } from '../../../src/ports/search-index.ts';
import { createSearchIndex } from '../../../src/store/search/thread.ts';
import {
  contains,
  listedPapers,
  makeQuery,
  relevantTo,
  type SearchCase,
  searchCases,
  searchPapers,
  tagged,
  toEntries,
} from '../../fixtures/search/index.ts';

/** Spellings of a field's names, each of which should find all papers of the field. */
export const SPELLINGS = {
  rl: [
    '강화학습',
    '강화 학습',
    '강화학습을',
    '강화 학습으로',
    'RL',
    'rl',
    'reinforcement learning',
    'reinforcement-learning',
  ],
  quantization: ['양자화를', '양자화', '양자화의', 'quantization'],
} as const;

export interface Quality {
  /** The number of queries. */
  readonly queries: number;
  /** The average recall: the share of the relevant papers (of at most ten) that are among the first ten results. */
  readonly recall: number;
  /** The average of 1 / rank of the first relevant paper (mean reciprocal rank). */
  readonly mrr: number;
  /** Queries without any result, although relevant papers exist. */
  readonly empty: readonly string[];
  /** The average recall of the queries of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /**
   * The average share of the first ten results whose own text contains what was searched for, and the number of
   * queries of which that is known.
   */
  readonly precision: number;
  readonly judged: number;
  /** Queries with a recall below 1, with their recall. */
  readonly misses: readonly (readonly [query: string, recall: number])[];
  /** The share of a field's papers that is found at any rank, for the worst of its spellings. */
  readonly reach: Readonly<Record<keyof typeof SPELLINGS, number>>;
}

const TOP = 10;
/** A limit for results that exceeds the number of papers. */
const ALL = 1_000;

/** Measures the real index with the fixture's queries and papers. */
export async function measureQuality(): Promise<Quality> {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-search-'));
  const index = createSearchIndex(join(folder, 'search.db'));
  try {
    await index.add(toEntries(searchPapers), 1);
    const answers = await Promise.all(searchCases.map((expected) => answer(index, expected)));
    const judged = answers.flatMap(({ precision }) => precision ?? []);
    const kinds = Map.groupBy(answers, ({ kind }) => kind);
    return {
      precision: mean(judged),
      judged: judged.length,
      kinds: Object.fromEntries(
        [...kinds].map(([kind, some]) => [kind, mean(some.map(({ recall }) => recall))]),
      ),
      queries: answers.length,
      recall: mean(answers.map(({ recall }) => recall)),
      mrr: mean(answers.map(({ first }) => (first < 0 ? 0 : 1 / (first + 1)))),
      empty: answers.filter(({ found }) => found === 0).map(({ query }) => query),
      misses: answers.filter(({ recall }) => recall < 1).map(({ query, recall }) => [query, recall]),
      reach: { rl: await measureReach(index, 'rl'), quantization: await measureReach(index, 'quantization') },
    };
  } finally {
    await index.close();
    await rm(folder, { recursive: true });
  }
}

/** Searches as the command does. */
async function answer(index: SearchIndex, expected: SearchCase) {
  const relevant = relevantTo(expected);
  const { text, sort } = readQuestion(expected.query);
  const order = sort === 'newest' ? { sort } : {};
  const { ids } = await index.search(makeQuery(text, { limit: TOP, ...order }));
  const hits = ids.filter((id) => relevant.has(id)).length;
  const texts = expected.says ?? expected.text;
  const papers = ids.flatMap((id) => searchPapers.find((paper) => paper.id === id) ?? []);
  const saying = texts && papers.filter((paper) => contains(paper, texts)).length;
  return {
    kind: expected.kind,
    query: expected.query,
    found: ids.length,
    recall: hits / Math.min(TOP, relevant.size),
    first: ids.findIndex((id) => relevant.has(id)),
    precision: saying === undefined ? null : saying / ids.length,
  };
}

async function measureReach(index: SearchIndex, field: keyof typeof SPELLINGS): Promise<number> {
  // The tags of the invented papers also name fields that neither their labels nor their texts name.
  const listed = new Set(listedPapers.map(({ id }) => id));
  const relevant = tagged(field).filter((id) => listed.has(id));
  const shares = SPELLINGS[field].map(async (text) => {
    const found = new Set((await index.search(makeQuery(text, { limit: ALL }))).ids);
    return relevant.filter((id) => found.has(id)).length / relevant.length;
  });
  return Math.min(...(await Promise.all(shares)));
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
