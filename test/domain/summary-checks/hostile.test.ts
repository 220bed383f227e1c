import { describe, expect, test } from 'vitest';
import { CHECKS, checkAnswer, checkSummary } from '../../../src/domain/summary-checks/check.ts';
import { findStrangeNames, findStrangeNumbers } from '../../../src/domain/summary-checks/facts.ts';
import { findMarkup } from '../../../src/domain/summary-checks/markup.ts';
import { sentencesOf } from '../../../src/domain/summary-checks/subject.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';

const long = (piece: string, length: number, tail = '가') =>
  piece.repeat(Math.ceil(length / piece.length)).slice(0, length - tail.length) + tail;

describe('S1: a long answer', () => {
  test.each(['!', '"', '.', 'AB-'])('that repeats %j is refused for its length alone', (piece) => {
    const { flaws } = checkAnswer(makeSummary({ summary: long(piece, 5_000) }), makePaper());
    expect(flaws.map(({ check, severity }) => `${severity} ${check}`)).toEqual(['refuse length']);
  });

  test('that is only somewhat too long is checked in full: the repair request lists all its flaws', () => {
    const { flaws } = checkAnswer(makeSummary({ summary: long('등대 42개 ', 700) }), makePaper());
    expect(flaws.map(({ check }) => check)).toEqual(expect.arrayContaining(['length', 'number', 'repeat']));
  });

  test('with a long list of fields is refused before the fields are read', () => {
    const fields = Array.from({ length: 100_000 }, () => ({ ko: 7 }));
    const { flaws } = checkAnswer({ ...makeSummary(), fields }, makePaper());
    expect(flaws.map(({ check }) => check)).toEqual(['shape']);
    expect(flaws[0]?.message.length).toBeLessThan(100);
  });
});

// With quadratic time, these would take minutes, and exceed the timeout of the test.
test.each([
  ['!', ''],
  ['"', '다.'],
  ['.', '다'],
  ['AB-', 'a-'],
  ['a', ''],
  ['[](', '['],
])('S1: no check reads a text of %j anew from each character', (piece, head) => {
  const text = head + long(piece, 60_000);
  const subject = { ...makeSummary({ summary: text }), paper: makePaper() };
  expect(sentencesOf(text).join('').length).toBeGreaterThan(50_000);
  for (const { find } of CHECKS) expect(find(subject)).toBeInstanceOf(Array);
});

test('S1: thousands of numbers and names in both the text and the paper are compared quickly', () => {
  const numbers = Array.from({ length: 20_000 }, (_, at) => `${at}`).join(' ');
  const names = Array.from({ length: 10_000 }, (_, at) => `A${at}`).join(' ');
  const paper = makePaper({ title: names, abstract: numbers });
  const subject = { ...makeSummary(), paper };
  expect(findStrangeNumbers(numbers, 'summary', subject)).toEqual([]);
  expect(findStrangeNames(`${long('AT ', 3_000)} A9999`, 'summary', subject)).toHaveLength(1);
});

test('an infinite number in the abstract does not let other numbers pass', () => {
  const paper = makePaper({ abstract: 'There are 10^999 lamps.' });
  const subject = { ...makeSummary(), paper };
  expect(findStrangeNumbers('등대 42개와 10^999개', 'summary', subject)).toEqual([
    expect.stringMatching(/: 42$/),
  ]);
});

test('a fraction whose whole has a separator is read as one number', () => {
  const paper = makePaper({ abstract: 'It is a thousand times smaller, 1/1000 of the lamp.' });
  const subject = { ...makeSummary(), paper };
  expect(findStrangeNumbers('등대의 1,000분의 1입니다.', 'summary', subject)).toEqual([]);
  expect(findStrangeNumbers('등대의 2,000분의 1입니다.', 'summary', subject)).toHaveLength(1);
});

test('a link without its end is markup, too', () => {
  const subject = { ...makeSummary(), paper: makePaper() };
  expect(findMarkup('[등대](https', 'summary', subject)).toHaveLength(1);
});

test.each([
  ['합니다.\u201d 그런데 합니다.', ['합니다.\u201d', '그런데 합니다.']],
  ['합니다.그런데 합니다.', ['합니다.', '그런데 합니다.']],
  ['합니다…그런데 합니다.', ['합니다…그런데 합니다.']],
  ['Qwen vs. llama는 0.5입니다.', ['Qwen vs. llama는 0.5입니다.']],
  ['RL입니다(그림 1). Next 등대.', ['RL입니다(그림 1).', 'Next 등대.']],
  ['!!!', ['!!!']],
  ['  ', []],
])('the sentences of %j', (text, sentences) => expect(sentencesOf(text)).toEqual(sentences));

test.each([
  '가나 가나, 가나. 가나 가나',
  '등대를 켭니다 등대를 켭니다, 등대를 켭니다.',
  '하나, 하나, 하나, 둘',
])('the repetition in %j is found', (text) => {
  const flaws = checkSummary(makeSummary({ easy: `${makeSummary().easy} ${text}` }), makePaper());
  expect(flaws.map(({ check }) => check)).toContain('repeat');
});

test('1,000,000,000개 is not a repetition', () => {
  const flaws = checkSummary(makeSummary({ easy: `${makeSummary().easy} 1,000,000,000개` }), makePaper());
  expect(flaws.map(({ check }) => check)).not.toContain('repeat');
});
