import { beforeAll, describe, expect, it } from 'vitest';
import { createSearchIndex } from '../../../src/store/search/thread.ts';
import { makeQuery, relevantTo, searchCases, searchPapers, toEntries } from '../../fixtures/search/index.ts';
import { makePath } from './file.ts';
import { measureQuality, type Quality } from './quality.ts';

const LEAST_PAPERS = 600;
/** The kinds of queries that are no sentences. */
const PLAIN = [
  ...['two syllables', 'particles', 'spacing', 'abbreviations', 'mixed', 'slips', 'other keyboard'],
  ...['prefixes', 'known items', 'authors', 'compound field names'],
];

describe('the questions', () => {
  it('are numerous, of many kinds, over many papers, and each has an answer', () => {
    expect(searchPapers.length).toBeGreaterThanOrEqual(LEAST_PAPERS);
    expect(new Set(searchPapers.map(({ id }) => id)).size).toBe(searchPapers.length);
    expect(searchCases.length).toBeGreaterThanOrEqual(150);
    expect(new Set(searchCases.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(12);
    const known = new Set(searchPapers.map(({ id }) => id));
    for (const expected of searchCases) {
      const relevant = [...relevantTo(expected)];
      expect(relevant.length, expected.query).toBeGreaterThan(0);
      expect(
        relevant.every((id) => known.has(id)),
        expected.query,
      ).toBe(true);
    }
  });
});

describe('the index over all papers', () => {
  let quality: Quality;
  beforeAll(async () => {
    quality = await measureQuality();
  });

  it('has the expected paper among the first ten', () => {
    expect(quality.recall, JSON.stringify(quality.misses)).toBeGreaterThanOrEqual(0.95);
    expect(quality.mrr).toBeGreaterThanOrEqual(0.95);
  });

  it('finds words, names and titles, with and without slips, even better', () => {
    const kinds = PLAIN.map((kind) => quality.kinds[kind] ?? 0);
    expect(kinds.reduce((sum, recall) => sum + recall, 0) / kinds.length).toBeGreaterThanOrEqual(0.97);
  });

  it('answers queries of every kind', () => {
    for (const [kind, recall] of Object.entries(quality.kinds))
      expect(recall, kind).toBeGreaterThanOrEqual(0.85);
  });

  it('returns papers whose own text says what was searched for', () => {
    expect(quality.judged).toBeGreaterThanOrEqual(90);
    expect(quality.precision).toBeGreaterThanOrEqual(0.9);
  });

  it('answers every question', () => expect(quality.empty).toEqual([]));

  it('finds nearly all papers of a field by any spelling of the field', () => {
    expect(quality.reach.rl).toBeGreaterThanOrEqual(0.99);
    expect(quality.reach.quantization).toBeGreaterThanOrEqual(0.99);
  });

  it('returns the same list whether a name is written in one word or in two', async () => {
    const index = createSearchIndex(await makePath('search.db'));
    await index.add(toEntries(), 1);
    const inOne = await index.search(makeQuery('강화학습', { limit: 1_000 }));
    expect(inOne.ids.length).toBeGreaterThan(50);
    expect(await index.search(makeQuery('강화 학습', { limit: 1_000 }))).toEqual(inOne);
    await index.close();
  });
});
