import { describe, expect, it } from 'vitest';
import { fuse } from '../../../src/domain/search/fuse.ts';

describe('several lists', () => {
  it.each([
    [[], []],
    [[[], []], []],
    [[[3, 1, 2]], [3, 1, 2]],
    [
      [
        [1, 2],
        [2, 1, 3],
      ],
      [2, 1, 3],
    ],
    [
      [
        [5, 1],
        [7, 1],
      ],
      [1, 7, 5],
    ],
    [
      [[4], [9]],
      [9, 4],
    ],
  ])('%j are merged into %j', (lists, fused) => expect(fuse(lists)).toEqual(fused));

  it('rank a paper in all lists above the top of a single list', () => {
    const far = Array.from({ length: 20 }, (_, at) => at + 100);
    expect(
      fuse([
        [1, ...far, 2],
        [3, ...far, 2],
        [...far, 2],
      ]).indexOf(2),
    ).toBeGreaterThan(0);
    expect(
      fuse([
        [1, 2],
        [3, 2],
        [4, 2],
      ])[0],
    ).toBe(2);
  });
});
