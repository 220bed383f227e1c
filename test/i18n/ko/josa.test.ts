import { describe, expect, it } from 'vitest';
import { FIELDS } from '../../../src/domain/fields/field.ts';
import { type Particle, withJosa } from '../../../src/i18n/ko/josa.ts';

describe('a particle after a word', () => {
  it.each<[word: string, particle: Particle, expected: string]>([
    ['강화 학습', '을/를', '강화 학습을'],
    ['최적화', '을/를', '최적화를'],
    ['로봇', '은/는', '로봇은'],
    ['토끼', '와/과', '토끼와'],
    ['로봇', '와/과', '로봇과'],
    ['정렬', '으로/로', '정렬로'],
    ['로봇', '으로/로', '로봇으로'],
    ['파인튜닝', '이/가', '파인튜닝이'],
  ])('fits the last syllable: %s + %s', (word, particle, expected) =>
    expect(withJosa(word, particle)).toBe(expected),
  );

  it.each<[word: string, particle: Particle, expected: string]>([
    ['RL', '을/를', 'RL을'],
    ['RL', '으로/로', 'RL로'],
    ['LLM', '으로/로', 'LLM으로'],
    ['GPT', '은/는', 'GPT는'],
    ['GPT', '와/과', 'GPT와'],
    ['의료 AI', '을/를', '의료 AI를'],
    ['7B', '이/가', '7B가'],
  ])('spells capitals out: %s + %s', (word, particle, expected) =>
    expect(withJosa(word, particle)).toBe(expected),
  );

  it.each<[word: string, particle: Particle, expected: string]>([
    ['3', '을/를', '3을'],
    ['2', '을/를', '2를'],
    ['10', '으로/로', '10으로'],
    ['1,000', '은/는', '1,000은'],
    ['7', '으로/로', '7로'],
    ['버전 3', '은/는', '버전 3은'],
    ['2501.12345', '은/는', '2501.12345는'],
  ])('reads numbers in Korean: %s + %s', (word, particle, expected) =>
    expect(withJosa(word, particle)).toBe(expected),
  );

  it.each<[word: string, particle: Particle, expected: string]>([
    ['GPT-4', '은/는', 'GPT-4는'],
    ['Llama 2', '을/를', 'Llama 2를'],
    ['Qwen2.5', '이/가', 'Qwen2.5가'],
    ['o1', '을/를', 'o1을'],
    // The numbers can be read 일 or 원, 삼 or 쓰리, 십 or 텐.
    ['o1', '으로/로', 'o1(으)로'],
    ['Llama 3', '을/를', 'Llama 3을(를)'],
    ['Gemma-10', '을/를', 'Gemma-10을(를)'],
  ])('uses the form that both readings of a number in a name share: %s + %s', (word, particle, expected) =>
    expect(withJosa(word, particle)).toBe(expected),
  );

  it.each<[word: string, particle: Particle, expected: string]>([
    ['Adam', '을/를', 'Adam을(를)'],
    ['CLIP', '은/는', 'CLIP은(는)'],
    ['LoRA', '와/과', 'LoRA와(과)'],
    ['50%', '이/가', '50%이(가)'],
    ['ㄱ', '으로/로', 'ㄱ(으)로'],
    ['?', '을/를', '?을(를)'],
    ['', '을/를', '을(를)'],
  ])('has both forms if the sound is unknown: %j + %s', (word, particle, expected) =>
    expect(withJosa(word, particle)).toBe(expected),
  );

  it.each<[word: string, particle: Particle, expected: string]>([
    ["'로봇'", '은/는', "'로봇'은"],
    ['“RL”', '을/를', '“RL”을'],
    ['추론(리즈닝)', '은/는', '추론(리즈닝)은'],
    ['2026년 8월 20일 (목)', '은/는', '2026년 8월 20일 (목)은'],
    ["'왜?'", '으로/로', "'왜?'로"],
  ])('skips punctuation and a gloss at the end: %s + %s', (word, particle, expected) =>
    expect(withJosa(word, particle)).toBe(expected),
  );

  it('is decided for every field', () => {
    for (const { ko } of FIELDS) expect(withJosa(ko, '을/를')).not.toContain('(를)');
  });
});
