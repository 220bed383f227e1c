import { beforeAll, describe, expect, it } from 'vitest';
import { createSearchIndex } from '../../../src/store/search/thread.ts';
import { makeQuery, relevantTo, searchCases, searchPapers, toEntries } from '../../fixtures/search/index.ts';
import { makePath } from './file.ts';
import { measureQuality, type Quality } from './quality.ts';

describe('the questions', () => {
  it('are numerous, of many kinds, over many papers, and each has an answer', () => {
    expect(searchPapers.length).toBeGreaterThanOrEqual(300);
    expect(new Set(searchPapers.map(({ id }) => id)).size).toBe(searchPapers.length);
    expect(searchCases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(searchCases.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(7);
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
    expect(quality.recall, JSON.stringify(quality.misses)).toBeGreaterThanOrEqual(0.97);
    expect(quality.mrr).toBeGreaterThanOrEqual(0.95);
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
