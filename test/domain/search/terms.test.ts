import { expect, it } from 'vitest';
import { splitCompound } from '../../../src/domain/search/terms.ts';
import { toWords } from '../../../src/domain/search/tokens.ts';

it.each([
  ['비디오생성모델', ['비디오생성', '모델']],
  ['로봇조작학습을', ['로봇조작', '학습을']],
  ['강화학습기반추론', ['강화학습', '기반', '추론']],
  ['강화학습', ['강화학습']],
  ['환각현상', ['환각현상']],
  ['황성주', ['황성주']],
])('%s is written in one word, and is %j', (word, parts) =>
  expect(
    toWords(word)
      .flatMap(splitCompound)
      .map(({ text }) => text),
  ).toEqual(parts),
);
