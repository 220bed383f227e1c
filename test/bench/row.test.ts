import { describe, expect, test } from 'vitest';
import { judge, type Row, toLine, toObject } from './row.ts';

const lost: Row = {
  ...{ name: 'messages lost', value: 0, unit: 'messages', limit: 0 },
  of: { count: 40, unit: 'messages sent', least: 30 },
};
const kills: Row = { name: 'kills', value: 300, unit: 'kills', limit: 300, atLeast: true };

describe('a row of the benchmarks', () => {
  test('holds up to an upper limit, and from a lower limit upwards', () => {
    expect([lost, { ...lost, value: 1 }].map(judge)).toEqual([true, false]);
    expect([kills, { ...kills, value: 299 }].map(judge)).toEqual([true, false]);
    expect(toObject(lost)).toEqual({ ...lost, holds: true });
    expect(toLine(lost)).toMatch(/ 0 +≤ 0 {2}messages of 40 messages sent \(≥ 30\)$/);
  });

  test('fails if too little or nothing was done', () => {
    for (const [count, least] of [
      [29, 30],
      [0, 30],
      [0, 0],
      [Number.NaN, 30],
    ] as const) {
      const idle = { ...lost, of: { count, unit: 'messages sent', least } };
      expect(toObject(idle)).toMatchObject({ value: 0, holds: false });
      expect(toLine(idle)).toContain(`of ${count} messages sent (≥ ${least})  DOES NOT HOLD`);
    }
  });

  test('fails for the minimum of no numbers, the ratio of zero to zero, and a limit that any value meets', () => {
    expect(judge({ ...kills, value: Math.min() })).toBe(false);
    expect(judge({ ...lost, value: Math.max() })).toBe(false);
    expect(judge({ ...lost, value: 0 / 0 })).toBe(false);
    expect(judge({ ...kills, value: 0, limit: 0 })).toBe(false);
  });

  test('states why it was not measured, and then neither holds nor fails', () => {
    const without: Row = { ...kills, value: null, notMeasured: 'needs ../shared/data' };
    expect(JSON.parse(JSON.stringify(toObject(without)))).toMatchObject({
      ...{ name: 'kills', value: null, unit: 'kills', limit: 300 },
      ...{ notMeasured: 'needs ../shared/data', holds: null },
    });
    expect(toLine(without)).toMatch(/ - +≥ 300 {2}kills {2}NOT MEASURED: needs \.\.\/shared\/data$/);
  });
});
