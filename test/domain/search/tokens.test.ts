import { describe, expect, it } from 'vitest';
import {
  authorsTokens,
  authorTokens,
  indexTokens,
  spellings,
  toWords,
  wordTokens,
} from '../../../src/domain/search/tokens.ts';

const phrases = (text: string) => spellings(toWords(text)).map((phrase) => phrase.join(' '));
/** Returns true if the text contains the phrase, compared as tokens. */
const stands = (phrase: string, text: string) => ` ${indexTokens(text)} `.includes(` ${phrase} `);
const isFoundIn = (typed: string, text: string) => phrases(typed).some((phrase) => stands(phrase, text));

describe('the words of a text', () => {
  it('end where Hangul meets other letters, and keep the text between them', () => {
    expect(toWords('GPT-4를, 강화 학습‑법')).toEqual([
      { text: 'gpt', isHangul: false, gap: 'wide' },
      { text: '4', isHangul: false, gap: 'hyphen' },
      { text: '를', isHangul: true, gap: 'none' },
      { text: '강화', isHangul: true, gap: 'wide' },
      { text: '학습', isHangul: true, gap: 'blank' },
      { text: '법', isHangul: true, gap: 'hyphen' },
    ]);
  });

  it.each([
    ['강화학습'.normalize('NFD'), ['강화학습']],
    ['ＲＬ', ['rl']],
    ['ﬁne', ['fine']],
    ['양ㅈ', ['양', 'ㅈ']],
    ['ㄱㅎㅎㅅ', ['ㄱㅎㅎㅅ']],
    ['強化學習', ['強化學習']],
    ['a\u0000b', ['a', 'b']],
    ['lone\uD800half', ['lone', 'half']],
    ['"💡" * ^ ( ) : +', []],
    ['', []],
  ])('of %j are %j', (text, words) => expect(toWords(text).map((word) => word.text)).toEqual(words));
});

describe('the tokens of a word', () => {
  it.each([
    ['양자화를', '양자 자화 화를'],
    ['법', '법'],
    ['models', 'model'],
    ['loss', 'loss'],
    ['is', 'is'],
    ['gpus', 'gpu'],
    ['ㅎ', 'ㅎ'],
  ])('of %s are %s', (text, tokens) => {
    expect(wordTokens(toWords(text)[0] as ReturnType<typeof toWords>[number]).join(' ')).toBe(tokens);
  });
});

describe('the tokens in the index', () => {
  it.each([
    ['강화학습', '강화 화학 학습'],
    ['강화 학습을', '강화 q화학 학습 습을'],
    ['비전-언어', '비전 q전언 언어'],
    ['강화, 학습', '강화 학습'],
    ['강화\n학습', '강화 학습'],
    ['GPT-4를', 'gpt 4 를'],
    ['GPT4, π0, Schölkopf', 'gpt 4 pi 0 scholkopf'],
    ['\u0301 a', 'a'],
    ['state-of-the-art', 'state of the art stateof ofthe theart'],
  ])('for %j are %j', (text, tokens) => expect(indexTokens(text)).toBe(tokens));
});

describe('the spellings of words', () => {
  it.each([
    ['강화학습', '강화학습을 쓴다'],
    ['강화학습', '강화 학습을 쓴다'],
    ['강화 학습', '강화학습을 쓴다'],
    ['강화 학습', '강화 학습을 쓴다'],
    ['강화학습', '강화-학습'],
    ['대규모 언어 모델', '대규모 언어 모델을 쓴다'],
    ['대규모 언어 모델', '대규모 언어모델을 쓴다'],
    ['대규모 언어 모델', '대규모언어모델을 쓴다'],
    ['대규모언어모델', '대규모 언어모델을 쓴다'],
    ['마스크드 확산 언어 모델', '마스크드 확산 언어 모델'],
    ['마스크드 확산 언어 모델', '마스크드확산 언어 모델'],
    ['마스크드 확산 언어 모델', '마스크드 확산 언어모델'],
    ['등대 하나가 길을 밝히는 밤', '등대 하나가 길을 밝히는 밤'],
    ['LLM 기반 강화 학습', 'LLM 기반 강화 학습'],
    ['LLM 기반 강화 학습', 'LLM기반 강화학습'],
    ['3D 장면 재구성', '3D 장면 재구성'],
    ['reinforcement learning', 'reinforcement-learning'],
    ['reinforcementlearning', 'reinforcement-learning'],
    ['GPT-4', 'GPT 4'],
    ['GPT-4', 'GPT4'],
    ['GPT4', 'GPT-4'],
    ['qwen 2.5', 'Qwen2.5'],
    ['π0', 'pi-0'],
    ['pi0', '$\\pi_0$'],
    ['β-VAE', 'beta-VAE'],
  ])('find %j in %j', (typed, text) => expect(isFoundIn(typed, text)).toBe(true));

  it.each([
    ['구조', '연구 조건'],
    ['구조', '구 조'],
    ['양자화', '양 자화'],
    ['강화학습', '강화, 학습'],
    ['양자화', '양자 화학'],
    ['대규모언어모델', '대규모 언어 모델'],
    ['RL', 'world'],
  ])('do not find %j in %j', (typed, text) => expect(isFoundIn(typed, text)).toBe(false));

  it('begin with the plainest one', () => {
    expect(phrases('강화 학습')[0]).toBe('강화 화학 학습');
    expect(phrases('reinforcement learning')[0]).toBe('reinforcement learning');
  });

  it('are each given once', () => {
    for (const text of ['강화 학습', '대규모 언어 모델', 'GPT-4', 'LLM 강화 학습']) {
      expect(new Set(phrases(text)).size).toBe(phrases(text).length);
    }
  });

  it.each(['가나다라마바사아자차'.repeat(50), '가 '.repeat(250), '가나 '.repeat(166), '등대ab'.repeat(100)])(
    'are few for unlikely input: %j',
    (text) => expect(spellings(toWords(text)).length).toBeLessThanOrEqual(2),
  );
});

describe('the tokens of authors', () => {
  it('are no words of a text, and have a gap between names', () => {
    const tokens = authorsTokens(['Kaiming He', 'Li Fei-Fei']);
    expect(tokens.split(' ').map((token) => token.slice(1))).toEqual([
      'kaiming',
      'he',
      '0',
      '0',
      'li',
      'fei',
      'fei',
    ]);
    expect(authorTokens('He')).toEqual([tokens.split(' ')[1]]);
    expect(indexTokens('인kaiming 인').split(' ')).not.toContain(tokens.split(' ')[0]);
  });
});
