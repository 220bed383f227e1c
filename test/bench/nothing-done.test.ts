import { expect, test } from 'vitest';
import { toRows as crashRows } from '../reliability/crash/bench.ts';
import { newTally } from '../reliability/crash/tally.ts';
import { makePlaces } from '../reliability/fan-out/places.ts';
import { toRows as fanOutRows, toDelayRow, toHeartbeatRow } from '../reliability/fan-out/rows.ts';
import type { Noon } from '../reliability/fan-out/scene.ts';
import { toRows as faultRows } from '../reliability/faults/rows.ts';
import { linearRows, toEventLoopRow } from '../reliability/hostile/rows.ts';
import { CASES as INCIDENTS } from '../reliability/incident/forms.ts';
import { toRows as incidentRows } from '../reliability/incident/rows.ts';
import { FORMS } from '../reliability/model/forms.ts';
import { toRows as modelRows } from '../reliability/model/rows.ts';
import { toRows as pauseRows } from '../reliability/pause/rows.ts';
import { toRows as poisonRows } from '../reliability/poison/rows.ts';
import { toRows as yearRows } from '../reliability/year/rows.ts';
import { qualityRows } from './quality.ts';
import { judge, type Row } from './row.ts';

const year = {
  ...{ messages: 0, compared: 0, delivered: 0, expected: 0, recorded: 0, doubled: 0, late: 0 },
  ...{ unexplained: [], ends: {}, delays: {}, said: {} },
};

const judgement = { missing: [], doubled: [], late: [], disordered: [], due: 0, posted: 0, slowest: 0 };

const figures = { memory: 0, handles: 0, files: 0 };
const run = {
  ...{ walls: [], messages: 0, doubled: 0, lost: 0, lines: 0, bugs: [], rejections: 0, faults: 0 },
  ...{ before: figures, after: figures, between: 0 },
};

const platform = { requests: [], refusals: [], channel: () => undefined, messages: () => [] };
const noon = {
  ...{ places: makePlaces(20, true), discord: platform, slack: platform, done: new Map(), peak: 0, cpu: 0 },
} as unknown as Noon;
const delay = { time: 0, done: 0, open: 15 };

const idle: Record<string, readonly Row[]> = {
  quality: qualityRows({
    ...{ good: 0, falseAlarms: 0 },
    kinds: [{ kind: 'a link', isWarning: false, made: 0, caught: 1, missed: [] }],
  }),
  'fan-out': [
    ...fanOutRows(noon, 1),
    toHeartbeatRow({ cpu: 0, places: 0 }, 40),
    // No edition was delivered in the run with faulty places.
    toDelayRow({ time: 900, done: 15, open: 15 }, delay),
  ],
  crash: crashRows(newTally(), 300, 0, 0),
  faults: faultRows({ cases: 9, survived: 0, healthy: [run], faulty: [run], days: 10, papers: 5 }),
  'faults of no run': faultRows({ cases: 0, survived: 0, healthy: [], faulty: [], days: 0, papers: 5 }),
  hostile: [
    ...linearRows({ calls: 0, measured: 0, growths: [] }),
    toEventLoopRow({ inputs: 0, longest: { name: '', ms: 0 }, parseMs: 3 }),
  ],
  year: yearRows(year, 365),
  poison: poisonRows({ ...judgement, doses: [], refused: 0, unnamed: [], rejections: 0 }, 5_000, 40),
  incident: incidentRows(INCIDENTS, []),
  'model server': modelRows(FORMS, []),
  pause: pauseRows({ problems: [], tried: 0, broken: 0, messages: 0, causes: new Set(), tooMany: 0 }),
};

test.each(Object.entries(idle))('%s: no row holds if nothing was done', (_group, rows) => {
  expect(rows.length).toBeGreaterThan(2);
  expect(rows.filter((row) => judge(row) === true)).toEqual([]);
});

test('the row about recorded days is reported as not measured if there are none', () => {
  // A week is too short to contain a recorded day.
  const recorded = yearRows(year, 7).find(({ name }) => name.includes('recorded'));
  expect(recorded).toMatchObject({ value: null, notMeasured: expect.stringContaining('../shared/data') });
});
