import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Day, listDayEnd } from '../../../src/domain/calendar/day.ts';
import { CATCH_UP } from '../../../src/domain/calendar/posting-time.ts';
import { editionStep, type OwedState } from '../../../src/domain/edition/edition-step.ts';
import { type ListState, listState } from '../../../src/domain/edition/list-state.ts';
import type { EditionState, ListDayState } from '../../../src/domain/edition/records.ts';
import { REFRESHES } from '../../../src/domain/edition/refresh-step.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { due, edition, list, subscribe } from './simulation.ts';

/** The table in the docstring of `editionStep`, verbatim. */
const ROWS = [
  ['too-old', 'empty', 'any', 'none', 'nothing'],
  ['too-old', 'any other', 'any', 'skip', 'nothing'],
  ['begun', 'any', 'any', 'deliver', 'newer'],
  ['failing', 'any', 'any', 'deliver', 'nothing'],
  ['not-begun', 'ready', 'any', 'deliver', 'newer'],
  ['not-begun', 'stale', 'can run', 'collect', 'newer'],
  ['not-begun', 'stale', 'backs off', 'deliver', 'newer'],
  ['not-begun', 'needed', 'can run', 'collect', 'newer'],
  ['not-begun', 'needed', 'backs off', 'none', 'weekly'],
  ['not-begun', 'empty-so-far', 'any', 'none', 'weekly'],
  ['not-begun', 'empty', 'any', 'none', 'nothing'],
] as const;

const EDITIONS: readonly OwedState[] = ['too-old', 'begun', 'failing', 'not-begun'];
const LISTS: readonly ListState[] = ['ready', 'stale', 'needed', 'empty-so-far', 'empty'];
const COLLECTING = ['can run', 'backs off'] as const;

const cells = EDITIONS.flatMap((owed) =>
  LISTS.flatMap((state) => COLLECTING.map((collecting) => [owed, state, collecting] as const)),
);

function rowOf(owed: OwedState, state: ListState, collecting: (typeof COLLECTING)[number]) {
  const rows = ROWS.filter(
    (row) =>
      row[0] === owed &&
      (row[1] === state || row[1] === 'any' || (row[1] === 'any other' && state !== 'empty')) &&
      (row[2] === collecting || row[2] === 'any'),
  );
  expect(rows).toHaveLength(1);
  const [, , , job, holdsUp] = rows[0] as (typeof ROWS)[number];
  return { job, holdsUp };
}

it('matches the table in the docstring of `editionStep`', () => {
  const source = readFileSync(
    new URL('../../../src/domain/edition/edition-step.ts', import.meta.url),
    'utf8',
  );
  const lines = source.split('\n').filter((line) => line.startsWith(' * | '));
  const rows = lines.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  expect(rows.slice(1)).toEqual(ROWS);
});

describe('one owed edition', () => {
  it.each(cells)('%s, list %s, collecting %s', (owed, state, collecting) => {
    const { job, holdsUp } = rowOf(owed, state, collecting);
    expect(editionStep(owed, state, collecting === 'can run')).toEqual({
      job: job === 'none' ? null : job,
      holdsUp,
    });
  });
});

// 2026-08-17 is a Monday. The simulated place posts at noon in Seoul, half an hour after a list day ends.
const [MON, TUE, WED, THU, FRI] = [17, 18, 19, 20, 21].map((day) => `2026-08-${day}`) as [
  Day,
  Day,
  Day,
  Day,
  Day,
];
const dueAt = Date.parse('2026-08-20T03:00:00Z');

/** For each state, examples of Wednesday's list in that state at `now`. */
const LISTS_OF: Record<ListState, (now: number) => readonly (ListDayState | undefined)[]> = {
  ready: (now) => [list(WED, { fetchedAt: dueAt - HOUR / 6 }), list(WED, { fetchedAt: now })],
  stale: () => [list(WED, { fetchedAt: listDayEnd(WED) }), list(WED, { fetchedAt: dueAt - HOUR / 6 - 1 })],
  needed: (now) => [
    undefined,
    list(WED, { fetchedAt: listDayEnd(WED) - 1 }),
    list(WED, { count: 0, fetchedAt: now - HOUR, emptySince: now - HOUR }),
    list(WED, { count: 0, fetchedAt: now + 1, emptySince: null }),
  ],
  'empty-so-far': (now) => [
    list(WED, { count: 0, fetchedAt: now, emptySince: null }),
    list(WED, { count: 0, fetchedAt: now - HOUR + 1, emptySince: now - 12 * HOUR }),
  ],
  empty: (now) => [
    list(WED, { count: 0, fetchedAt: now, emptySince: now - 12 * HOUR }),
    list(WED, { count: 0, fetchedAt: now - HOUR, emptySince: now - 14 * HOUR }),
  ],
};

describe('the plan for Wednesday', () => {
  it.each(cells)('%s, list %s, collecting %s', (owed, state, collecting) => {
    const { job, holdsUp } = rowOf(owed, state, collecting);
    // A day after the posting time, or, for an edition that is too old, just after the catch-up period.
    const now = owed === 'too-old' ? dueAt + CATCH_UP + 1 : dueAt + DAY;
    const open = edition(WED, { state: 'open', closedAt: null, failing: owed === 'failing' ? 1 : 0 });
    const wednesday = owed === 'begun' || owed === 'failing' ? [open] : [];
    // What is left of a failing edition was tried after Thursday's was due, so it backs off.
    const tried = owed === 'failing' ? [`deliver/slack:T1:a/${WED}`] : [];
    const backingOff = [...tried, ...(collecting === 'backs off' ? [`collect/${WED}`] : [])];
    const subscription = subscribe(dueAt - 2 * DAY, {
      settings: { best: { weekday: new Date(now).getUTCDay(), since: 0 } },
    });
    const others = [MON, TUE, FRI].map((day) => edition(day));
    for (const it of LISTS_OF[state](now)) {
      expect(listState(now, dueAt, WED, 'closed', it)).toBe(state);
      const lists = [list(THU, { fetchedAt: now }), ...(it ? [it] : [])];

      // Thursday's edition is due too, but might have to wait for Wednesday's.
      const both = due(now, subscription, { lists, editions: [...others, ...wednesday], backingOff });
      expect(both.filter((name) => name.endsWith(WED))).toEqual(
        job === 'none' || owed === 'failing' ? [] : [`${job} ${WED}`],
      );
      expect(both.includes(`deliver ${THU}`)).toBe(holdsUp !== 'newer');

      // Once Thursday's edition is done, Wednesday's can hold up nothing but the weekly best.
      const editions = [...others, edition(THU), ...wednesday];
      const alone = due(now, subscription, { lists, editions, backingOff });
      expect(alone.some((name) => name.startsWith('best'))).toBe(holdsUp === 'nothing');
    }
  });

  const over: readonly EditionState['state'][] = ['done', 'empty', 'skipped'];
  it.each(over.flatMap((state) => LISTS.map((name) => [state, name] as const)))(
    '%s, list %s: nothing is due',
    (state, name) => {
      const now = dueAt + HOUR / 60;
      const editions = [MON, TUE].map((day) => edition(day)).concat(edition(WED, { state, closedAt: now }));
      for (const it of LISTS_OF[name](now))
        expect(due(now, subscribe(dueAt - 2 * DAY), { lists: it ? [it] : [], editions })).toEqual([]);
    },
  );
});

describe('a refresh that is due', () => {
  const closedAt = dueAt;
  const subscription = subscribe(dueAt - 2 * DAY);
  const STEPS = REFRESHES.map(({ after, upvotes }, step) => ({ step, now: closedAt + after, upvotes }));

  it.each(
    STEPS.flatMap((it) =>
      ['fresh', 'old'].flatMap((age) => COLLECTING.map((collecting) => ({ ...it, age, collecting }))),
    ),
  )(
    'number $step; needs upvotes: $upvotes; list: $age; collecting: $collecting',
    ({ step, now, upvotes, age, collecting }) => {
      const wednesday = edition(WED, { closedAt, refreshes: step, missing: 1 });
      const fetchedAt = now - HOUR / 2 - (age === 'old' ? 1 : 0);
      const jobs = due(now, subscription, {
        lists: [list(WED, { fetchedAt }), list(THU, { count: 0, fetchedAt: now, emptySince: null })],
        editions: [MON, TUE].map((day) => edition(day)).concat(wednesday),
        backingOff: collecting === 'backs off' ? [`collect/${WED}`] : [],
      });
      const collects = upvotes && age === 'old' && collecting === 'can run';
      expect(jobs).toEqual([collects ? `collect ${WED}` : `touch-up ${WED} ${step}`]);
    },
  );
});
