import { expect, test } from 'vitest';
import { remainingMs } from '../../src/lib/stored-deadline.ts';

test.each([
  ['ahead', 1_060, 60],
  ['as far ahead as it can be', 1_100, 100],
  ['further ahead than it can be, because the clock was set back', 1_101, 0],
  ['now', 1_000, 0],
  ['in the past', 900, 0],
])('the remaining time of a deadline that is %s', (_what, deadline, left) => {
  expect(remainingMs(deadline, 1_000, 100)).toBe(left);
});
