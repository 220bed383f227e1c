import { describe, expect, it } from 'vitest';
import { allOf, anyOf, anyPhrase, type Match } from '../../../src/domain/search/match.ts';

const phrase = (text: string): Match => ({ phrase: text.split(' ') });

describe('any of several terms', () => {
  it('drops a term that another one implies', () => {
    expect(anyOf([phrase('강화 화학 학습'), phrase('심층 강화 화학 학습')])).toEqual(
      phrase('강화 화학 학습'),
    );
    expect(anyOf([phrase('deep reinforcement learning'), phrase('reinforcement learning')])).toEqual(
      phrase('reinforcement learning'),
    );
  });

  it('keeps one of two identical terms', () => {
    expect(anyOf([phrase('rl'), phrase('rl')])).toEqual(phrase('rl'));
    expect(anyOf([phrase('rl'), phrase('rl'), phrase('agent')])).toEqual({
      any: [phrase('rl'), phrase('agent')],
    });
  });

  it('compares whole tokens, not letters', () => {
    const both = [phrase('rl'), phrase('url')];
    expect(anyOf(both)).toEqual({ any: both });
  });

  it('drops all spellings of a term whose plainest one is implied', () => {
    const long = anyPhrase([
      ['심층', '강화'],
      ['심', 'q심층', '강화'],
    ]);
    expect(anyOf([phrase('강화'), long])).toEqual(phrase('강화'));
  });

  it('is one flat list', () => {
    expect(anyOf([anyPhrase([['a'], ['b']]), phrase('c')])).toEqual({
      any: [phrase('a'), phrase('b'), phrase('c')],
    });
  });

  it('keeps prefixes in addition to whole words', () => {
    const beginning: Match = { phrase: ['light'], isPrefix: true };
    expect(anyOf([phrase('light'), beginning])).toEqual({ any: [phrase('light'), beginning] });
  });
});

describe('a single term', () => {
  it('has no brackets', () => {
    expect(anyPhrase([['a', 'b']])).toEqual(phrase('a b'));
    expect(anyOf([phrase('a')])).toEqual(phrase('a'));
    expect(allOf([phrase('a')])).toEqual(phrase('a'));
    expect(allOf([phrase('a'), phrase('b')])).toEqual({ all: [phrase('a'), phrase('b')] });
  });
});
