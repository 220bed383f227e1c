import { describe, expect, it } from 'vitest';
import { addDays, type Day, listDayEnd, localDate, localInstant } from '../../../src/domain/calendar/day.ts';
import { nextEdition, postingTime } from '../../../src/domain/calendar/posting-time.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { createWorld, due, edition, list, subscribe } from './simulation.ts';
import { describeMonth } from './weekday-month.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
/** Returns noon in Seoul, half an hour after the previous list day ends. */
const noon = (date: Day) => Date.parse(`${date}T03:00:00Z`);
// 2026-08-17 is a Monday, so the 21st is a Friday.
const [MON, TUE, WED, THU, FRI, SAT] = [17, 18, 19, 20, 21, 22].map((day) => `2026-08-${day}`) as [
  Day,
  Day,
  Day,
  Day,
  Day,
  Day,
];
const LAST_FRI = '2026-08-14';
const on = (...weekdays: number[]) => ({ settings: { weekdays } });

describe('selected weekdays', () => {
  it('are the only posting days, and each gets the newest list', () => {
    const world = createWorld([subscribe(noon(MON), on(1, 3, 5))]);
    const posted: string[] = [];
    for (let now = noon(MON); now < noon(MON) + 14 * DAY; now += HOUR) {
      for (const job of world.run(now)) posted.push(`${job} at ${new Date(now).toISOString().slice(0, 13)}`);
    }
    expect(posted).toEqual([
      'deliver 2026-08-14 at 2026-08-17T03',
      'deliver 2026-08-18 at 2026-08-19T03',
      'deliver 2026-08-20 at 2026-08-21T03',
      'deliver 2026-08-21 at 2026-08-24T03',
      'deliver 2026-08-25 at 2026-08-26T03',
      'deliver 2026-08-27 at 2026-08-28T03',
    ]);
  });

  it('do not delay a new subscription: it gets the newest list day immediately', () => {
    const now = noon(THU);
    expect(due(now, subscribe(now, on(1)))).toEqual([`collect ${WED}`]);
  });

  it("are those of the place's time zone", () => {
    // Friday 21:00 in New York is Saturday 01:00 UTC, when Thursday's list is the newest that has ended.
    const settings = { weekdays: [5], timeZone: 'America/New_York', at: 21 * 60 };
    const since = subscribe(noon(MON), { settings });
    const known = { editions: [edition(LAST_FRI)] };
    const friday = Date.parse('2026-08-22T01:00:00Z');
    expect(due(friday - 1, since, known)).toEqual([]);
    expect(due(friday, since, known)).toEqual([`collect ${THU}`]);
  });

  it("on a weekend get Friday's list, once", () => {
    const world = createWorld([subscribe(noon(THU), on(6, 0))]);
    const posted: string[] = [];
    for (let now = noon(THU); now < noon(THU) + 6 * DAY; now += HOUR) posted.push(...world.run(now));
    expect(posted).toEqual([`deliver ${WED}`, `deliver ${FRI}`]);
  });
});

describe('lists that share a posting time', () => {
  const since = subscribe(noon(LAST_FRI), on(6));
  const before = [edition('2026-08-13'), edition(LAST_FRI)];
  const now = noon(SAT);

  it('are represented by the newest, regardless of the older ones', () => {
    expect(due(now, since, { editions: before })).toEqual([`collect ${FRI}`]);
    const lists = [MON, TUE, WED, THU, FRI].map((day) => list(day, { fetchedAt: now }));
    expect(due(now, since, { editions: before, lists })).toEqual([`deliver ${FRI}`]);
  });

  it('only wait for the newest while it might still fill', () => {
    const lists = [list(THU), list(FRI, { count: 0, emptySince: now, fetchedAt: now })];
    expect(due(now + HOUR - 1, since, { editions: before, lists })).toEqual([]);
    expect(due(now + HOUR, since, { editions: before, lists })).toEqual([`collect ${FRI}`]);
    const backingOff = [`collect/${FRI}`];
    expect(due(now + HOUR, since, { editions: before, lists: [list(THU)], backingOff })).toEqual([]);
  });

  it('are represented by an older one if the newest is accepted as empty', () => {
    const empty = (day: Day) => list(day, { count: 0, emptySince: now, fetchedAt: now + 12 * HOUR });
    const later = now + 12 * HOUR;
    expect(due(later, since, { editions: before, lists: [empty(FRI)] })).toEqual([`collect ${THU}`]);
    expect(due(later, since, { editions: before, lists: [empty(FRI), empty(THU)] })).toEqual([
      `collect ${WED}`,
    ]);
    const lists = [empty(FRI), list(THU, { fetchedAt: later })];
    expect(due(later, since, { editions: before, lists })).toEqual([`deliver ${THU}`]);
    expect(due(later, since, { editions: [...before, edition(THU)], lists })).toEqual([]);
  });

  it.each(['done', 'empty', 'skipped'] as const)('are all over once the newest is %s', (state) => {
    const lists = [MON, TUE, WED, THU, FRI].map((day) => list(day));
    const editions = [...before, edition(FRI, { state })];
    expect(due(now, since, { editions, lists })).toEqual([]);
    expect(due(now + 2 * DAY, since, { editions, lists })).toEqual([]);
  });

  it('are still delivered if their edition was begun, even if there is a newer list', () => {
    const editions = [...before, edition(WED, { state: 'open', closedAt: null })];
    expect(due(now, since, { editions })).toEqual([`deliver ${WED}`]);
  });

  it('are, after a week of downtime, one edition per posting time, or one skip if it is too long ago', () => {
    const twice = subscribe(noon(LAST_FRI), on(3, 6));
    const world = createWorld([twice]);
    world.run(noon(LAST_FRI));
    expect(world.run(noon(SAT) + HOUR)).toEqual([`skip ${LAST_FRI}`, `skip ${TUE}`, `deliver ${FRI}`]);
    expect(world.run(noon(SAT) + 2 * HOUR)).toEqual([]);
  });

  it('are not sent late if a new subscription immediately got a newer one', () => {
    const world = createWorld([subscribe(noon(SAT), on(1))]);
    const posted: string[] = [];
    for (let at = noon(SAT); at < noon(SAT) + 4 * DAY; at += HOUR) posted.push(...world.run(at));
    expect(posted).toEqual([`deliver ${FRI}`]);
  });
});

describe('the next edition', () => {
  const none = new Set<Day>();
  const next = (now: number, settings: Partial<Settings> = {}, over: ReadonlySet<Day> = none) => {
    const { day, dueAt } = nextEdition(now, { ...SETTINGS, ...settings }, over) ?? expect.unreachable();
    return [day, new Date(dueAt).toISOString().slice(0, 16)];
  };

  it.each([
    ['before the posting time', noon(FRI) - 1, {}, [THU, '2026-08-21T03:00']],
    ['at the posting time: the one after', noon(FRI), {}, [FRI, '2026-08-22T03:00']],
    ['over a weekend', noon(SAT), {}, ['2026-08-24', '2026-08-25T03:00']],
    ['in live mode', noon(FRI), { mode: 'live' }, ['2026-08-24', '2026-08-24T03:00']],
    ['on chosen weekdays', noon(MON), { weekdays: [6] }, [FRI, '2026-08-22T03:00']],
    ['today, before the posting time', noon(SAT) - 1, { weekdays: [6] }, [FRI, '2026-08-22T03:00']],
    ['today, at the posting time', noon(SAT), { weekdays: [6] }, ['2026-08-28', '2026-08-29T03:00']],
    ['on Sundays', noon(MON), { weekdays: [0] }, [FRI, '2026-08-23T03:00']],
    ['in another zone', noon(FRI), { timeZone: 'America/New_York', at: 0 }, [THU, '2026-08-21T04:00']],
  ] as const)('%s', (_when, now, settings, expected) =>
    expect(next(now, settings as Partial<Settings>)).toEqual(expected),
  );

  it('is never one that the place already has', () => {
    expect(next(noon(THU) - HOUR, {}, new Set([WED]))).toEqual([THU, '2026-08-21T03:00']);
    expect(next(noon(TUE), { weekdays: [6] }, new Set([FRI]))).toEqual(['2026-08-28', '2026-08-29T03:00']);
    // An older list with the same posting time does not matter.
    expect(next(noon(TUE), { weekdays: [6] }, new Set([WED]))).toEqual([FRI, '2026-08-22T03:00']);
  });

  it('is the one that `plan` delivers, checked hour by hour for two weeks', () => {
    for (const weekdays of [EVERY_DAY, [1], [0, 6], [2, 4]]) {
      const settings = { ...SETTINGS, weekdays };
      const world = createWorld([subscribe(noon(MON), { settings })]);
      world.run(noon(MON));
      for (let now = noon(MON); now < noon(MON) + 14 * DAY; now += HOUR) {
        const over = new Set(world.log.map(({ job }) => job.day));
        const { day, dueAt } = nextEdition(now, settings, over) ?? { day: 'none', dueAt: 0 };
        if (dueAt !== now + HOUR) expect(world.run(now + HOUR), `${weekdays} ${day}`).toEqual([]);
        else expect(world.run(now + HOUR)).toEqual([`deliver ${day}`]);
      }
    }
  });
});

describe('all seven weekdays', () => {
  it('mean every day: a list is due at the first posting time after it has ended or, in live mode, begun', () => {
    for (let day = '2026-01-01'; day < '2027-01-01'; day = addDays(day, 1)) {
      for (const timeZone of ['Asia/Seoul', 'America/New_York', 'Pacific/Apia', 'Asia/Kathmandu']) {
        for (const mode of ['closed', 'live'] as const) {
          const from = mode === 'live' ? listDayEnd(day) - DAY : listDayEnd(day);
          const posting = postingTime(day, { ...SETTINGS, timeZone, mode });
          expect(posting).toBeGreaterThanOrEqual(from);
          const earlier = localInstant(addDays(localDate(posting, timeZone), -1), SETTINGS.at, timeZone);
          expect(earlier).toBeLessThan(from);
        }
      }
    }
  });
});

describeMonth('quick');
