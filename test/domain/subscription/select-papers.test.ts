import { describe, expect, it } from 'vitest';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import { choose, rankPapers } from '../../../src/domain/subscription/select-papers.ts';
import { makePaper } from '../../fixtures/papers.ts';

const ALL = { fields: [], words: [], exclude: { fields: [], words: [] }, minUpvotes: 0, count: 100 };
const NOBODY: ReadonlySet<string> = new Set();
const ids = (papers: readonly Paper[]) => papers.map(({ id }) => id);
/** Returns a paper without fields. */
const plain = (id: string, overrides: Partial<Paper> = {}) =>
  makePaper({ id, title: 'Untitled', abstract: 'Nothing.', keywords: [], upvotes: 1, ...overrides });

describe('the order of an edition', () => {
  it('is by upvotes, and ties keep the order of the list', () => {
    const list = [plain('c', { upvotes: 3 }), plain('a', { upvotes: 9 }), plain('b', { upvotes: 3 })];
    expect(ids(rankPapers([...list, plain('d', { upvotes: 3 })]))).toEqual(['a', 'c', 'b', 'd']);
  });

  it('does not modify the list', () => {
    const list = [plain('b'), plain('a', { upvotes: 9 })];
    rankPapers(list);
    expect(ids(list)).toEqual(['b', 'a']);
  });

  it('has a repeated paper once, at its first position', () => {
    const ranked = rankPapers([plain('a', { upvotes: 2 }), plain('b'), plain('a', { upvotes: 8 })]);
    expect(ranked.map(({ id, upvotes }) => [id, upvotes])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });

  it('has no withdrawn paper', () => {
    expect(ids(rankPapers([plain('a', { withdrawn: true }), plain('b')]))).toEqual(['b']);
  });
});

describe('an edition', () => {
  it('has no paper that the place got before; the next one takes its place', () => {
    const list = [plain('a'), plain('b'), plain('c')];
    expect(ids(choose(list, { ...ALL, count: 2 }, new Set(['a'])))).toEqual(['b', 'c']);
  });

  it('is cut to its count after the filters', () => {
    const list = [plain('a', { upvotes: 9 }), plain('b', { title: 'Tide' }), plain('c', { title: 'tides' })];
    expect(ids(choose(list, { ...ALL, words: ['tide'], count: 1 }, NOBODY))).toEqual(['b']);
  });

  it('has the papers with enough votes', () => {
    const list = [plain('a', { upvotes: 4 }), plain('b', { upvotes: 5 })];
    expect(ids(choose(list, { ...ALL, minUpvotes: 5 }, NOBODY))).toEqual(['b']);
  });

  it('has the papers with one of the words in title or abstract, whatever their case', () => {
    const list = [
      plain('a', { title: 'A LIGHTHOUSE' }),
      plain('b', { abstract: '안개 속의 등대' }),
      plain('c'),
      plain('d', { keywords: ['lighthouse'] }),
    ];
    expect(ids(choose(list, { ...ALL, words: ['Lighthouse', '등대'] }, NOBODY))).toEqual(['a', 'b']);
  });

  it('treats a word literally, not as a pattern', () => {
    const list = [plain('a', { title: 'C++ (fast)' }), plain('b', { title: 'Cxx fast' })];
    expect(ids(choose(list, { ...ALL, words: ['c++ ('] }, NOBODY))).toEqual(['a']);
  });

  it('has the papers of any of its fields, by title, abstract or keyword', () => {
    const list = [
      plain('a', { title: 'Reinforcement Learning at Sea' }),
      plain('b', { abstract: 'We use quantization.' }),
      plain('c', { keywords: ['reinforcement learning'] }),
      plain('d'),
    ];
    expect(ids(choose(list, { ...ALL, fields: ['rl'] }, NOBODY))).toEqual(['a', 'c']);
    expect(ids(choose(list, { ...ALL, fields: ['rl', 'quantization'] }, NOBODY))).toEqual(['a', 'b', 'c']);
  });

  it('includes subfields of a broad field, but not the other way round', () => {
    const list = [plain('a', { title: 'LoRA for Lighthouses' }), plain('b', { title: 'Computer vision' })];
    for (const field of ['peft', 'post-training', 'llm', 'nlp']) {
      expect(ids(choose(list, { ...ALL, fields: [field] }, NOBODY))).toEqual(['a']);
    }
    expect(
      choose([plain('c', { title: 'Natural language processing' })], { ...ALL, fields: ['peft'] }, NOBODY),
    ).toEqual([]);
  });

  it('leaves out excluded fields, with their subfields, and excluded words, whatever else passes', () => {
    const list = [
      plain('a', { title: 'LoRA for Lighthouses' }),
      plain('b', { title: 'Reinforcement learning of tides' }),
      plain('c', { abstract: 'Tides of a LARGE drone.' }),
      plain('d', { title: 'Tides' }),
    ];
    const without = (fields: string[], words: string[]) =>
      ids(choose(list, { ...ALL, exclude: { fields, words } }, NOBODY));
    expect(without(['llm'], [])).toEqual(['b', 'c', 'd']);
    expect(without([], ['Drone', '등대'])).toEqual(['a', 'b', 'd']);
    expect(without(['rl'], ['drone'])).toEqual(['a', 'd']);
    const both = { ...ALL, words: ['tides'], exclude: { fields: ['rl'], words: ['drone'] } };
    expect(ids(choose(list, both, NOBODY))).toEqual(['d']);
  });

  it('applies all filters together', () => {
    const list = [
      plain('a', { title: 'Reinforcement learning of tides', upvotes: 9 }),
      plain('b', { title: 'Reinforcement learning of tides', upvotes: 2 }),
      plain('c', { title: 'Reinforcement learning', upvotes: 9 }),
      plain('d', { title: 'Tides', upvotes: 9 }),
    ];
    const settings = { ...ALL, fields: ['rl'], words: ['tides'], minUpvotes: 3, count: 5 };
    expect(ids(choose(list, settings, NOBODY))).toEqual(['a']);
  });

  it('is empty if no paper passes', () => expect(choose([], ALL, NOBODY)).toEqual([]));
});
