import { describe, expect, it } from 'vitest';
import { type Day, listDayEnd } from '../../../src/domain/calendar/day.ts';
import { type Absence, findAbsences, newestListDay } from '../../../src/domain/edition/absence.ts';
import type { EditionState, ListDayState } from '../../../src/domain/edition/records.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { edition, list, subscribe } from './simulation.ts';

const MINUTE = HOUR / 60;
const noon = (date: Day) => Date.parse(`${date}T03:00:00Z`);
// 2026-08-17 is a Monday, so the 21st is a Friday.
const [MON, TUE, WED, THU, FRI, SAT] = ['17', '18', '19', '20', '21', '22'].map(
  (date) => `2026-08-${date}`,
) as [Day, Day, Day, Day, Day, Day];
/** A subscription that began on Monday with Friday's list. */
const since = subscribe(noon(MON));
const had = ['2026-08-14', MON, TUE, WED].map((day) => edition(day));

/** Returns the absences at `now` as text, such as `2026-08-20 late`. */
function said(
  now: number,
  known: { lists?: readonly ListDayState[]; editions?: readonly EditionState[] } = {},
  subscription = since,
): string[] {
  const absences = findAbsences(now, subscription, known.lists ?? [], known.editions ?? had);
  return [...absences].sort().map(([day, absence]) => `${day} ${absence}`);
}

const empty = (day: Day, fetchedAt: number, emptyFor = 0) =>
  list(day, { count: 0, fetchedAt, emptySince: fetchedAt - emptyFor });
const at = noon(FRI);

describe('the newest list day', () => {
  it('is the one that has ended, or the one that is filling in live mode', () => {
    expect(newestListDay(at, since.settings)).toBe(THU);
    expect(newestListDay(at, { ...since.settings, mode: 'live' })).toBe(FRI);
  });

  it.each<[string, number, Absence | null, { lists?: ListDayState[]; editions?: EditionState[] }]>([
    ['waits for its hour', at - 1, null, {}],
    ['is there', at, null, { editions: [...had, edition(THU)] }],
    ['is asked for', at, 'not-yet', {}],
    ['is asked for', at + 5 * MINUTE, 'not-yet', {}],
    ['could not be fetched', at + 5 * MINUTE + 1, 'unreachable', {}],
    [
      'could not be fetched since it ended',
      at + HOUR,
      'unreachable',
      { lists: [list(THU, { fetchedAt: listDayEnd(THU) - 1 })] },
    ],
    ['is empty so far', at, 'empty', { lists: [empty(THU, at)] }],
    [
      'was empty while it was filling',
      at,
      'empty',
      { lists: [list(THU, { count: 0, fetchedAt: at - HOUR })] },
    ],
    ['is empty so far, asked an hour ago', at + HOUR, 'empty', { lists: [empty(THU, at)] }],
    ['was empty, and cannot be had since', at + 2 * HOUR, 'unreachable', { lists: [empty(THU, at)] }],
    [
      'is believed to be empty',
      at + 12 * HOUR,
      'believed-empty',
      { lists: [empty(THU, at + 12 * HOUR, 12 * HOUR)] },
    ],
    [
      'is known to be empty before its hour',
      at - 1,
      'believed-empty',
      { lists: [empty(THU, at, 12 * HOUR)] },
    ],
    ['is about to come', at, 'delivering', { lists: [list(THU, { fetchedAt: at })] }],
    ['has begun', at, 'delivering', { editions: [...had, edition(THU, { state: 'open' })] }],
    ['does not get through', at + 16 * MINUTE, 'late', { lists: [list(THU, { fetchedAt: at })] }],
    ['stays half', at + HOUR, 'late', { editions: [...had, edition(THU, { state: 'open' })] }],
    [
      'had nothing for the place',
      at,
      'none-passed',
      { editions: [...had, edition(THU, { state: 'empty' })] },
    ],
    ['was skipped', at, 'skipped', { editions: [...had, edition(THU, { state: 'skipped' })] }],
  ])('%s, at %i: %s', (_what, now, absence, known) =>
    expect(said(now, known)).toEqual(absence ? [`${THU} ${absence}`] : []),
  );

  it('whose list was fetched long after its posting time is not immediately late', () => {
    const lists = [list(THU, { fetchedAt: at + DAY })];
    const known = { lists, editions: had };
    expect(said(at + DAY - 1, known)).toEqual([`${THU} delivering`]);
  });

  it('on a weekend says so, and still reports a missing Friday', () => {
    const now = noon('2026-08-23');
    const editions = [...had, edition(THU)];
    expect(said(now, { editions: [...editions, edition(FRI)] })).toEqual([`${SAT} weekend`]);
    expect(said(now, { editions })).toEqual([`${FRI} unreachable`, `${SAT} weekend`]);
  });
});

describe('earlier list days', () => {
  it('that were skipped, or had no papers, are listed; those that arrived are not', () => {
    const editions = [
      ...[edition('2026-08-14'), edition(MON, { state: 'skipped' })],
      ...[edition(TUE, { state: 'empty' }), edition(THU)],
    ];
    const lists = [empty(WED, noon(FRI), 12 * HOUR)];
    expect(said(at, { editions, lists })).toEqual([
      `${MON} skipped`,
      `${TUE} none-passed`,
      `${WED} believed-empty`,
    ]);
  });

  it('that have been owed for more than three days are skipped, even before that is recorded', () => {
    const editions = [edition('2026-08-14')];
    expect(said(noon(FRI), { editions })).toContain(`${MON} unreachable`);
    expect(said(noon(FRI) + 1, { editions })).toEqual([
      `${MON} skipped`,
      `${TUE} unreachable`,
      `${WED} unreachable`,
      `${THU} not-yet`,
    ]);
  });

  it('that cannot be posted hold up newer ones, whose lists are not fetched', () => {
    const editions = [...had.slice(0, 3), edition(WED, { state: 'open' })];
    expect(said(at + HOUR, { editions })).toEqual([`${WED} late`, `${THU} late`]);
  });

  it('from before the subscription are omitted', () => {
    expect(said(at, { editions: [] }, subscribe(at))).toEqual([`${THU} not-yet`]);
  });
});

describe('a subscription', () => {
  it('in live mode that began after its posting time does not get the list of that day', () => {
    const live = subscribe(at + HOUR, { settings: { mode: 'live' } });
    const editions = [edition(THU)];
    expect(said(at + 2 * HOUR, { editions, lists: [list(FRI)] }, live)).toEqual([`${FRI} before`]);
  });

  it('with selected weekdays reports the days without a posting time, but not the lists that were replaced', () => {
    const twice = subscribe(noon(MON), { settings: { weekdays: [3, 5] } });
    const editions = [edition('2026-08-14'), edition(TUE)];
    expect(said(noon(THU), { editions }, twice)).toEqual([`${WED} off-day`]);
    expect(said(noon(FRI) - 1, { editions }, twice)).toEqual([]);
    expect(said(noon(FRI), { editions: [...editions, edition(THU)] }, twice)).toEqual([]);
    expect(said(noon(SAT), { editions: [...editions, edition(THU)] }, twice)).toEqual([`${FRI} off-day`]);
  });
});
