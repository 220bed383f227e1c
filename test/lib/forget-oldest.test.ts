import { expect, test } from 'vitest';
import { forgetOldest } from '../../src/lib/forget-oldest.ts';

test('a set or map keeps its newest entries, and all of them up to the limit', () => {
  const set = new Set(['a', 'b', 'c']);
  forgetOldest(set, 3);
  expect([...set]).toEqual(['a', 'b', 'c']);
  forgetOldest(set, 1);
  expect([...set]).toEqual(['c']);
  const map = new Map([
    ['a', 1],
    ['b', 2],
  ]);
  forgetOldest(map, 1);
  expect([...map]).toEqual([['b', 2]]);
});
