import { expect, test } from 'vitest';
import { toRows as crashRows } from '../reliability/crash/bench.ts';
import { newTally } from '../reliability/crash/tally.ts';
import { toRows as yearRows } from '../reliability/year/rows.ts';
import { qualityRows } from './quality.ts';
import { judge, type Row } from './row.ts';

const year = {
  ...{ messages: 0, compared: 0, delivered: 0, expected: 0, recorded: 0, doubled: 0, late: 0 },
  ...{ unexplained: [], ends: {}, delays: {}, said: {} },
};

const idle: Record<string, readonly Row[]> = {
  quality: qualityRows({
    ...{ good: 0, falseAlarms: 0 },
    kinds: [{ kind: 'a link', made: 0, caught: 1, refused: 0, missed: [] }],
  }),
  crash: crashRows(newTally(), 300, 0, 0),
  year: yearRows(year, 365),
};

test.each(Object.entries(idle))('%s: no row holds if nothing was done', (_group, rows) => {
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter((row) => judge(row) === true)).toEqual([]);
});

test('without recorded days, the year says that their row was not measured', () => {
  // A week is too short for any of them.
  const recorded = yearRows(year, 7).find(({ name }) => name.includes('recorded'));
  expect(recorded).toMatchObject({ value: null, notMeasured: expect.stringContaining('../shared/data') });
});
