import { describe, expect, it } from 'vitest';
import { allOf, anyOf, anyPhrase, type Match } from '../../../src/domain/search/match.ts';

const phrase = (text: string): Match => ({ phrase: text.split(' ') });

describe('any of several', () => {
  it('leaves out what says no more than another one', () => {
    expect(anyOf([phrase('강화 화학 학습'), phrase('심층 강화 화학 학습')])).toEqual(
      phrase('강화 화학 학습'),
    );
    expect(anyOf([phrase('deep reinforcement learning'), phrase('reinforcement learning')])).toEqual(
      phrase('reinforcement learning'),
    );
  });

  it('keeps one of two that are the same', () => {
    expect(anyOf([phrase('rl'), phrase('rl')])).toEqual(phrase('rl'));
    expect(anyOf([phrase('rl'), phrase('rl'), phrase('agent')])).toEqual({
      any: [phrase('rl'), phrase('agent')],
    });
  });

  it('compares whole tokens, not letters', () => {
    const both = [phrase('rl'), phrase('url')];
    expect(anyOf(both)).toEqual({ any: both });
  });

  it('leaves out all spellings of what its plainest one makes needless', () => {
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

  it('keeps beginnings beside whole words', () => {
    const beginning: Match = { phrase: ['light'], isPrefix: true };
    expect(anyOf([phrase('light'), beginning])).toEqual({ any: [phrase('light'), beginning] });
  });
});

describe('a single thing', () => {
  it('stands without brackets', () => {
    expect(anyPhrase([['a', 'b']])).toEqual(phrase('a b'));
    expect(anyOf([phrase('a')])).toEqual(phrase('a'));
    expect(allOf([phrase('a')])).toEqual(phrase('a'));
    expect(allOf([phrase('a'), phrase('b')])).toEqual({ all: [phrase('a'), phrase('b')] });
  });
});
