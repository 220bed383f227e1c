import { describe, expect, it } from 'vitest';
import { amountsIn, splitAmounts } from '../../../src/domain/search/amounts.ts';

const finds = (typed: string, text: string) => {
  const known = amountsIn(text.toLowerCase());
  return splitAmounts(typed.toLowerCase()).some(
    (part) => typeof part !== 'string' && known.includes(part.token),
  );
};

describe('an amount', () => {
  it.each([
    ['100만 토큰', '1M tokens'],
    ['100만', '1,000,000 steps'],
    ['100만', 'one million steps'],
    ['백만 토큰', 'million-token contexts'],
    ['1m', '100만개의 토큰'],
    ['70억 파라미터', 'a 7B model'],
    ['7b', '70억 개'],
    ['1.5B', '15억'],
    ['128k', '128,000 tokens'],
    ['4비트', '4-bit weights'],
    ['4 bit', '4비트로 줄인다'],
    ['1비트', 'one-bit models'],
    ['10배', '10x faster'],
    ['2 times', '2배로'],
  ])('%s finds %j', (typed, text) => expect(finds(typed, text)).toBe(true));

  it.each([
    ['100만', '10만 개'],
    ['7B', '17B'],
    ['7B', '70B'],
    ['4비트', '8비트'],
  ])('%s does not find %j', (typed, text) => expect(finds(typed, text)).toBe(false));

  it.each(['GPT-4', 'gpt 4', 'llama 3', '3d', 'qwen2.5 vl', 'a100 b', '2405.15738'])(
    'is not in %j',
    (typed) => expect(splitAmounts(typed)).toEqual([typed]),
  );

  it('leaves the text around it', () =>
    expect(
      splitAmounts('모델 7b 학습').map((part) => (typeof part === 'string' ? part : [part.text])),
    ).toEqual(['모델 ', ['7b'], ' 학습']));
});
