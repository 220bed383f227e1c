import { describe, expect, it } from 'vitest';
import { countSlips, makeLexicon, repairs } from '../../../src/domain/search/repair.ts';

const lexicon = makeLexicon(['lighthouse', '등대지기', 'x9', 'ab']);
const repair = (text: string, unknown: readonly string[] = [text]) =>
  repairs(text.split(' '), unknown, lexicon);

describe('slips between two words', () => {
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

describe('a word that no paper has', () => {
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
  ])('may be a slip: %s is %s', (typed, meant) => expect(repair(typed, typed.split(' '))).toContain(meant));

  it('stands beside words that stay as they are', () => {
    expect(repair('difusion lighthouse', ['difusion'])).toContain('diffusion lighthouse');
    expect(repair('difusion lighthouse', ['lighthouse'])).not.toContain('diffusion lighthouse');
  });

  it('was typed with the Latin keyboard before it was a slip', () => {
    expect(repair('rkdghkgkrtmq')[0]).toBe('강화학습');
  });

  it('may have been typed with Shift, and beside a word that is right', () => {
    expect(repairs(['dpcmr'], ['dpcmr'], lexicon, 'dPcmr')[0]).toBe('예측');
    expect(repair('lighthouse dpdlwjsxm', ['dpdlwjsxm'])).toContain('lighthouse 에이전트');
  });

  it('may have been typed with the Korean keyboard', () => expect(repair('개ㅠㅐㅅ')).toContain('robot'));

  // es-hangul throws for these keys, as they form no syllables.
  it.each(['unlearning', 'ad hoc', 'photograph', 'however', 'hosts'])('may be any English: %s', (text) =>
    expect(() => repair(text, text.split(' '))).not.toThrow(),
  );

  it.each(['zzzzzzzzzzzz', 'qzxv', '💡', ''])('is left alone where nothing is near: %j', (text) =>
    expect(repair(text)).toEqual([]),
  );

  it('is never repaired to itself, nor in more than six ways', () => {
    for (const typed of ['강화학', '양자하', 'agnt', 'ㅇㅇ', 'ㄱ', 'robo', 'ㅎㄱ']) {
      expect(repair(typed)).not.toContain(typed);
      expect(repair(typed).length).toBeLessThanOrEqual(6);
    }
  });

  it('has one slip if it is short: two would make another word', () => {
    expect(makeLexicon(['rope']).some(({ word }) => word === 'rope')).toBe(true);
    const near = (typed: string) => repairs([typed], [typed], makeLexicon(['ropes']).slice(-1));
    expect(near('ropse')).toContain('ropes');
    expect(near('rpose')).not.toContain('ropes');
  });
});

it('nothing is repaired where every word is known', () => expect(repair('difusion', [])).toEqual([]));

describe('the words that people mean', () => {
  it('are names of fields, words of them and words of titles, if they are words', () => {
    const words = lexicon.map(({ word }) => word);
    for (const word of ['강화학습', 'reinforcementlearning', 'learning', 'lighthouse', '등대지기']) {
      expect(words).toContain(word);
    }
    for (const word of ['x9', 'ab']) expect(words).not.toContain(word);
    expect(new Set(words).size).toBe(words.length);
  });
});
