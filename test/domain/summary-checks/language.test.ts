import { expect, test } from 'vitest';
import { findMuchEnglish, findNoKorean } from '../../../src/domain/summary-checks/language.ts';

const subject = { paper: { title: '', abstract: '' }, summary: '', easy: '', fields: [] };

test.each([
  ['가나abc', ['not Korean']],
  ['가나다abc', ['much English']],
  ['가나다라마바abcd', []],
])('the share of Hangul in %s: %j', (text, expected) => {
  const found = [
    ...(findNoKorean(text, '요약', subject).length > 0 ? ['not Korean'] : []),
    ...(findMuchEnglish(text, '요약', subject).length > 0 ? ['much English'] : []),
  ];
  expect(found).toEqual(expected);
});
