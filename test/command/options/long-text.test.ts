import { expect, test } from 'vitest';
import { NO_COMPLETION_DATA } from '../../../src/command/completion-data.ts';
import { fieldList, wordList } from '../../../src/command/options/settings.ts';

const NAMES = { ko: '분야', description: '분야' };

test.each([
  ['로봇공학,강화', '로봇공학,강화 학습'],
  ['로봇공학, 강화', '로봇공학,강화 학습'],
  ['강화', '강화 학습'],
])('S12: the field after the last comma of %j is completed to %j', (typed, offered) => {
  const choices = fieldList(NAMES).complete?.(typed, NO_COMPLETION_DATA) ?? [];
  expect(choices.map(({ value }) => value)).toContain(offered);
});

test.each([
  ['a, b，c、d', ['a', 'b', 'c', 'd']],
  ['a (b, c), d', ['a (b, c)', 'd']],
  ['a (b, (c, d), e', ['a (b', '(c, d)', 'e']],
  ['a, b)', ['a, b)']],
  [',,a,', ['a']],
])('the items of %j', (typed, items) => expect(wordList(NAMES).parse(typed)).toEqual(items));

// With quadratic time, this would take minutes, and exceed the timeout of the test.
test.each([',', ' ', '('])('S12: a list of %j is read once', (piece) => {
  const typed = `x${piece.repeat(300_000)}`;
  expect(fieldList(NAMES).complete?.(typed, NO_COMPLETION_DATA)).toBeDefined();
  expect(wordList(NAMES).parse(typed)).toHaveLength(1);
});
