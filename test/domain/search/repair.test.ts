import { describe, expect, it } from 'vitest';
import { countSlips } from '../../../src/domain/search/count-slips.ts';
import { makeLexicon, otherKeyboard, repairs } from '../../../src/domain/search/repair.ts';

const lexicon = makeLexicon(['lighthouse', '등대지기', 'x9', 'ab']);
const repair = (text: string, unknown: readonly string[] = [text]) =>
  repairs(text.split(' '), unknown, lexicon);

describe('typos between two words', () => {
  it.each([
    ['', '', 0],
    ['harbor', 'harbor', 0],
    ['harbor', 'harbour', 1],
    ['harbor', 'habor', 1],
    ['harbor', 'harbir', 1],
    ['harbor', 'harobr', 1],
    ['harbor', 'ahrobr', 2],
    ['harbor', 'harpoon', 3],
    ['harbor', 'lantern', 3],
    ['ab', 'abcdefgh', 3],
    ['', 'abc', 3],
  ])('from %j to %j are %i, or more than two', (a, b, slips) => {
    expect(countSlips(a, b, 2)).toBe(slips);
    expect(countSlips(b, a, 2)).toBe(slips);
  });
});

describe('a word that is in no paper', () => {
  it.each([
    ['강화햑습', '강화학습'],
    ['강화 햑습', '강화학습'],
    ['양자하', '양자화'],
    ['difusion', 'diffusion'],
    ['reinforcment', 'reinforcement'],
    ['lighthuose', 'lighthouse'],
    ['등데지기', '등대지기'],
    ['rkdghkgkrtmq', '강화학습'],
    ['ㄱㅎㅎㅅ', '강화 학습'],
    ['멀티모', '멀티모달'],
  ])('can be a typo: %s is %s', (typed, meant) => expect(repair(typed, typed.split(' '))).toContain(meant));

  it('is corrected next to words that stay unchanged', () => {
    expect(repair('difusion lighthouse', ['difusion'])).toContain('diffusion lighthouse');
    expect(repair('difusion lighthouse', ['lighthouse'])).not.toContain('diffusion lighthouse');
  });

  it('is tried with the Latin keyboard layout before it counts as a typo', () => {
    expect(repair('rkdghkgkrtmq')[0]).toBe('강화학습');
  });

  it('can be typed with Shift, next to a correct word', () => {
    expect(repairs(['dpcmr'], ['dpcmr'], lexicon, 'dPcmr')[0]).toBe('예측');
    expect(repair('lighthouse dpdlwjsxm', ['dpdlwjsxm'])).toContain('lighthouse 에이전트');
  });

  it('can be typed with the Korean keyboard layout', () => expect(repair('개ㅠㅐㅅ')).toContain('robot'));

  // es-hangul throws for these keys, because they form no syllables.
  it.each(['unlearning', 'ad hoc', 'photograph', 'however', 'hosts'])('can be any English text: %s', (text) =>
    expect(() => repair(text, text.split(' '))).not.toThrow(),
  );

  it.each(['zzzzzzzzzzzz', 'qzxv', '💡', ''])('is unchanged if no known word is close: %j', (text) =>
    expect(repair(text)).toEqual([]),
  );

  it('is never corrected to itself, nor in more than six ways', () => {
    for (const typed of ['강화학', '양자하', 'agnt', 'ㅇㅇ', 'ㄱ', 'robo', 'ㅎㄱ']) {
      expect(repair(typed)).not.toContain(typed);
      expect(repair(typed).length).toBeLessThanOrEqual(6);
    }
  });

  it('has one typo if it is short: two would make another word', () => {
    expect(makeLexicon(['rope']).some(({ word }) => word === 'rope')).toBe(true);
    const near = (typed: string) => repairs([typed], [typed], makeLexicon(['ropes']).slice(-1));
    expect(near('ropse')).toContain('ropes');
    expect(near('rpose')).not.toContain('ropes');
  });
});

it.each([
  ['dacheng', 'caching'],
  ['물건', '문헌'],
])('%s is not %s with two typos', (name, other) =>
  expect(
    repairs(
      [name],
      [name],
      lexicon.filter(({ word }) => word === other),
    ),
  ).not.toContain(other),
);

it('a query is not corrected in its spaces only', () =>
  expect(repair('강화 학습')).not.toContain('강화학습'));

it('nothing is corrected if every word is known', () => expect(repair('difusion', [])).toEqual([]));

describe('the candidates for corrections', () => {
  it('are names of fields, their words and words of titles, if they are words', () => {
    const words = lexicon.map(({ word }) => word);
    for (const word of ['강화학습', 'reinforcementlearning', 'learning', 'lighthouse', '등대지기']) {
      expect(words).toContain(word);
    }
    for (const word of ['x9', 'ab']) expect(words).not.toContain(word);
    expect(new Set(words).size).toBe(words.length);
  });
});

describe('text typed with the other keyboard layout', () => {
  it('is converted up to 200 characters', () => {
    expect(otherKeyboard('rk'.repeat(100))).toEqual(['가'.repeat(100)]);
    expect(otherKeyboard(`${'rk'.repeat(100)}r`)).toEqual([]);
    expect(otherKeyboard('rk'.repeat(101))).toEqual([]);
  });
});

it('S12: a text that nobody types is not converted to the other keyboard layout, and not compared', () => {
  // es-hangul would take minutes.
  for (const key of ['rkd', '강화', 'ㄱ']) expect(otherKeyboard(key.repeat(100_000))).toEqual([]);
  const long = 'a'.repeat(100_000);
  expect(countSlips(long, long, 2)).toBe(3);
  expect(countSlips('a'.repeat(600), 'a'.repeat(600), 2)).toBe(0);
});
