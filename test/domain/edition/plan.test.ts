import { describe, expect, it, test } from 'vitest';
import { addDays, type Day, listDayEnd } from '../../../src/domain/calendar/day.ts';
import type { EditionState } from '../../../src/domain/edition/records.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { createWorld, due, edition, list, subscribe } from './simulation.ts';
import { describeSixtyDays } from './sixty-days.ts';

const instant = (text: string) => Date.parse(text);
/** Returns noon in Seoul, half an hour after the previous list day ends. */
const noon = (date: Day) => instant(`${date}T03:00:00Z`);

// 2026-08-17 is a Monday, so the 21st is a Friday.
const [MON, TUE, WED, THU, FRI, SAT] = [17, 18, 19, 20, 21, 22].map((day) => `2026-08-${day}`) as [
  Day,
  ...Day[],
] as [Day, Day, Day, Day, Day, Day];

describe('a new subscription', () => {
  it.each([
    ['on a weekday: the day before', '2026-08-20T03:00:00Z', WED],
    ['before the list day of yesterday has ended: the one before it', '2026-08-20T02:00:00Z', TUE],
    ['on a Saturday: Friday', '2026-08-22T03:00:00Z', FRI],
    ['on a Sunday: Friday', '2026-08-23T12:00:00Z', FRI],
    ['on a Monday: Friday', '2026-08-24T12:00:00Z', FRI],
    ['on a Tuesday: Monday', '2026-08-25T03:00:00Z', '2026-08-24'],
  ])('is owed the newest list day immediately, %s', (_when, createdAt, day) => {
    const now = instant(createdAt);
    expect(due(now, subscribe(now))).toEqual([`collect ${day}`]);
    expect(due(now, subscribe(now), { lists: [list(day, { fetchedAt: now })] })).toEqual([`deliver ${day}`]);
  });

  it('is owed the previous day if the newest was found empty', () => {
    const now = noon(SAT);
    const lists = [list(FRI, { count: 0, emptySince: now, fetchedAt: now })];
    expect(due(now, subscribe(now), { lists })).toEqual([`collect ${THU}`]);
  });

  it('is also owed the newest if its list comes later, because it was not yet accepted as empty', () => {
    const now = noon(SAT);
    const since = subscribe(now);
    const known = (count: number, fetchedAt: number) => ({
      editions: [edition(THU)],
      lists: [list(FRI, { count, emptySince: count ? null : now, fetchedAt })],
    });
    expect(due(now + HOUR, since, known(0, now))).toEqual([`collect ${FRI}`]);
    expect(due(now + HOUR, since, known(3, now + HOUR))).toEqual([`deliver ${FRI}`]);
  });

  it('is owed nothing that was due before it existed', () => {
    const world = createWorld([subscribe(noon(THU) + MINUTE)]);
    expect(world.run(noon(THU) + MINUTE)).toEqual([`deliver ${WED}`]);
  });
});

describe('the daily editions', () => {
  it('are one per list day, at the posting time, and none for a weekend', () => {
    const world = createWorld([subscribe(noon(MON) - HOUR)]);
    const posted: string[] = [];
    for (let now = noon(MON) - HOUR; now < noon(MON) + 9 * DAY; now += HOUR) {
      for (const job of world.run(now)) posted.push(`${job} at ${new Date(now).toISOString().slice(0, 16)}`);
    }
    expect(posted).toEqual([
      'deliver 2026-08-14 at 2026-08-17T02:00',
      'deliver 2026-08-17 at 2026-08-18T03:00',
      'deliver 2026-08-18 at 2026-08-19T03:00',
      'deliver 2026-08-19 at 2026-08-20T03:00',
      'deliver 2026-08-20 at 2026-08-21T03:00',
      'deliver 2026-08-21 at 2026-08-22T03:00',
      'deliver 2026-08-24 at 2026-08-25T03:00',
    ]);
  });

  const since = subscribe(noon(WED));
  const before = { editions: [edition(TUE)] };

  it('are delivered once the list has been fetched', () => {
    expect(due(noon(THU) - 1, since, before)).toEqual([]);
    expect(due(noon(THU), since, before)).toEqual([`collect ${WED}`]);
    const lists = [list(WED, { fetchedAt: noon(THU) })];
    expect(due(noon(THU), since, { ...before, lists })).toEqual([`deliver ${WED}`]);
    const editions = [...before.editions, edition(WED)];
    expect(due(noon(THU), since, { lists, editions })).toEqual([]);
  });

  it('use a list that was fetched at most ten minutes before', () => {
    const lists = (age: number) => [list(WED, { fetchedAt: noon(THU) - age })];
    expect(due(noon(THU), since, { ...before, lists: lists(10 * MINUTE) })).toEqual([`deliver ${WED}`]);
    expect(due(noon(THU), since, { ...before, lists: lists(11 * MINUTE) })).toEqual([`collect ${WED}`]);
  });

  it('use an older list of a day that has ended if no newer one can be fetched', () => {
    const old = { ...before, lists: [list(WED, { fetchedAt: noon(THU) - 20 * MINUTE })] };
    const backingOff = [`collect/${WED}`];
    expect(due(noon(THU), since, old)).toEqual([`collect ${WED}`]);
    expect(due(noon(THU), since, { ...old, backingOff })).toEqual([`deliver ${WED}`]);
    const unfinished = { ...before, lists: [list(WED, { fetchedAt: listDayEnd(WED) - 1 })], backingOff };
    expect(due(noon(THU) + HOUR, since, unfinished)).toEqual([]);
  });

  it('share one request for the list between all places that wait for it', () => {
    const other = subscribe(noon(WED), { place: { platform: 'slack', workspace: 'T', channel: 'C' } });
    expect(due(noon(THU), [since, other], { editions: [edition(TUE)] })).toEqual([
      `collect ${WED}`,
      `collect ${TUE}`,
    ]);
    const done = [edition(TUE), edition(TUE, { placeId: 'slack:T:C' })];
    expect(due(noon(THU), [since, other], { editions: done })).toEqual([`collect ${WED}`]);
  });

  it('follow the clock changes of the time zone, and lose no list day when clocks go back on a weekday', () => {
    // In Cairo, the clocks go back at the end of Thursday, 2026-10-29; 05:00 is 02:00 UTC before, 03:00 UTC after.
    const createdAt = instant('2026-10-27T06:00:00Z');
    const cairo = subscribe(createdAt, { settings: { at: 5 * 60, timeZone: 'Africa/Cairo' } });
    const world = createWorld([cairo]);
    const posted: string[] = [];
    for (let now = createdAt; now < createdAt + 6 * DAY; now += HOUR) posted.push(...world.run(now));
    expect(posted).toEqual([26, 27, 28, 29, 30].map((day) => `deliver 2026-10-${day}`));
  });

  it('use the list that is still filling in live mode', () => {
    const live = subscribe(noon(WED), { settings: { mode: 'live' } });
    expect(due(noon(THU), live, before)).toEqual([`collect ${THU}`]);
    const lists = [list(THU, { fetchedAt: noon(THU) })];
    expect(due(noon(THU), live, { ...before, lists })).toEqual([`deliver ${THU}`]);
    expect(due(noon(SAT), subscribe(noon(FRI), { settings: { mode: 'live' } }), before)).toEqual([
      `collect ${THU}`,
    ]);
  });

  it('wait for a live list that is still empty: it is fetched hourly, and never accepted as empty', () => {
    const live = subscribe(noon(WED), { settings: { mode: 'live' } });
    const lists = [list(THU, { count: 0, fetchedAt: noon(THU) })];
    expect(due(noon(THU) + HOUR - 1, live, { ...before, lists })).toEqual([]);
    expect(due(noon(THU) + HOUR, live, { ...before, lists })).toEqual([`collect ${THU}`]);
  });
});

describe('an empty weekday', () => {
  it('is fetched hourly for 12 hours, then accepted as empty', () => {
    const world = createWorld([subscribe(noon(WED))], { countOf: (day) => (day === WED ? 0 : 30) });
    const asked: number[] = [];
    for (let now = noon(WED); now < noon(FRI) - HOUR; now += 10 * MINUTE) {
      world.run(now);
      if (world.collected.some(({ day, at }) => day === WED && at === now)) asked.push(now);
    }
    expect(asked).toEqual(Array.from({ length: 13 }, (_, hours) => noon(THU) + hours * HOUR));
  });

  it('is fetched immediately if the clock has been set back since', () => {
    const lists = [list(WED, { count: 0, emptySince: noon(THU), fetchedAt: noon(THU) + HOUR })];
    const known = { editions: [edition(TUE)], lists };
    expect(due(noon(THU) + HOUR, subscribe(noon(WED)), known)).toEqual([]);
    expect(due(noon(THU) + HOUR - 1, subscribe(noon(WED)), known)).toEqual([`collect ${WED}`]);
  });

  it('is delivered if its list arrives late', () => {
    const comes = noon(THU) + 5 * HOUR;
    const world = createWorld([subscribe(noon(WED))], {
      countOf: (day, now) => (day === WED && now < comes ? 0 : 30),
    });
    const at = (now: number) => world.run(now);
    expect([at(noon(WED)), at(noon(THU)), at(comes - HOUR), at(comes)].flat()).toEqual([
      `deliver ${TUE}`,
      `deliver ${WED}`,
    ]);
  });

  it('does not hold up newer days while it is uncertain', () => {
    const lists = [
      list(WED, { count: 0, emptySince: noon(FRI), fetchedAt: noon(FRI) }),
      list(THU, { fetchedAt: noon(FRI) }),
    ];
    const known = { lists, editions: [edition(TUE)] };
    expect(due(noon(FRI), subscribe(noon(WED)), known)).toEqual([`deliver ${THU}`]);
  });
});

describe('after a downtime', () => {
  const since = subscribe(noon('2026-08-11'));
  const editions = [edition('2026-08-10')];
  /** Returns the lists of a week, all fetched at `now`. */
  const lists = (now: number) =>
    [-7, -6, -5, -4, -3, -2, -1].map((back) => list(addDays(SAT, back), { fetchedAt: now }));

  it('catches up on the list days of the last three days, oldest first, one at a time', () => {
    const now = noon(SAT) + HOUR;
    const done = [...editions, ...[MON, TUE].map((day) => edition(day))];
    const rest = ['2026-08-11', '2026-08-12', '2026-08-13', '2026-08-14'].map((day) => edition(day));
    for (const [index, day] of [WED, THU, FRI].entries()) {
      const earlier = [WED, THU, FRI].slice(0, index).map((made) => edition(made));
      const known = { lists: lists(now), editions: [...done, ...rest, ...earlier] };
      expect(due(now, since, known)).toEqual([`deliver ${day}`]);
    }
  });

  it('skips older list days, each once', () => {
    const world = createWorld([subscribe(noon('2026-08-11'))]);
    world.run(noon('2026-08-11'));
    const now = noon(SAT) + HOUR;
    expect(world.run(now)).toEqual([
      ...['2026-08-11', '2026-08-12', '2026-08-13', '2026-08-14', MON, TUE].map((day) => `skip ${day}`),
      ...[WED, THU, FRI].map((day) => `deliver ${day}`),
    ]);
    expect(world.run(now + HOUR)).toEqual([]);
  });

  it('skips no day that is accepted as empty, but does skip a day that was only found empty', () => {
    const now = noon(SAT) + HOUR;
    const believed = list(MON, { count: 0, emptySince: 0, fetchedAt: 12 * HOUR });
    const found = list(TUE, { count: 0, emptySince: 0, fetchedAt: HOUR });
    const planned = due(now, since, { editions, lists: [...lists(now), believed, found] });
    expect(planned).not.toContain(`skip ${MON}`);
    expect(planned).toContain(`skip ${TUE}`);
  });

  it('ignores list days beyond the horizon', () => {
    // As the app does, `world.run` passes `plan` only the list days and editions within the horizon.
    for (const settings of [{}, { at: 0 }, { mode: 'live' as const }]) {
      const world = createWorld([subscribe(noon(MON), { settings })]);
      for (let now = noon(MON); now < noon(MON) + 30 * DAY; now += 6 * HOUR) world.run(now);
      expect(world.log.filter(({ job }) => job.kind === 'skip')).toEqual([]);
    }
  });
});

describe('an outage of the source', () => {
  it('does not hold up days that were fetched', () => {
    const known = {
      editions: [edition(TUE)],
      lists: [list(THU, { fetchedAt: noon(FRI) })],
      backingOff: [`collect/${WED}`],
    };
    expect(due(noon(FRI), subscribe(noon(WED)), known)).toEqual([`deliver ${THU}`]);
    expect(due(noon(FRI), subscribe(noon(WED)), { ...known, backingOff: [] })).toEqual([`collect ${WED}`]);
  });

  it('does not count as a list without papers: the day stays owed', () => {
    const world = createWorld([subscribe(noon(WED))], { fails: (_job, now) => now < noon(FRI) });
    for (let now = noon(WED); now < noon(FRI); now += HOUR) expect(world.run(now)).toEqual([]);
    expect(world.run(noon(FRI))).toEqual([TUE, WED, THU].map((day) => `deliver ${day}`));
  });
});

describe('a place that accepts no messages', () => {
  it.each(['paused', 'ended'] as const)('gets nothing while it is %s', (state) => {
    const known = {
      lists: [list(WED)],
      editions: [edition(TUE, { closedAt: noon(WED) }), edition(THU, { state: 'open' })],
    };
    expect(due(noon(THU) + 6 * HOUR, subscribe(noon(WED), { state }), known)).toEqual([]);
  });
});

test('a place that a member has paused gets no messages, but its cards are refreshed (rule 16)', () => {
  const known = {
    lists: [list(WED)],
    editions: [edition(TUE, { closedAt: noon(THU) + 4 * HOUR, missing: 1 }), edition(THU, { state: 'open' })],
  };
  const settings = { best: { weekday: 4, since: 0 } };
  const held = subscribe(noon(TUE), { state: 'on-hold', settings });
  expect(due(noon(THU) + 6 * HOUR, held, known)).toEqual([`touch-up ${TUE} 1`]);
});

describe('an open edition', () => {
  it.each([
    ['is missing', []],
    ['is empty', [list(WED, { count: 0, emptySince: 0, fetchedAt: DAY })]],
    ['is old', [list(WED, { fetchedAt: listDayEnd(WED) - HOUR })]],
  ])('is finished although its list %s', (_what, lists) => {
    const editions = [edition(TUE), edition(WED, { state: 'open', closedAt: null })];
    expect(due(noon(THU), subscribe(noon(WED)), { editions, lists })).toEqual([`deliver ${WED}`]);
  });

  it('is finished immediately if the clock was set back in the meantime; one that was not begun waits for its posting time', () => {
    const known = { editions: [edition(TUE), edition(WED, { state: 'open', closedAt: null })] };
    expect(due(noon(THU) - HOUR / 4, subscribe(noon(WED)), known)).toEqual([`deliver ${WED}`]);
    const lists = [list(WED)];
    expect(due(noon(THU) - HOUR / 4, subscribe(noon(WED)), { editions: [edition(TUE)], lists })).toEqual([]);
  });

  it('goes first with what is left of it when the next one is due, even if it backs off; then the next one goes', () => {
    const left = edition(WED, { state: 'open', closedAt: null, failing: 1 });
    const known = { editions: [edition(TUE), left], lists: [list(WED), list(THU)] };
    const id = `deliver/slack:T1:a/${WED}`;
    const dueAt = (failedAt: number, now = noon(FRI)) =>
      due(now, subscribe(noon(WED)), { ...known, failedAt: { [id]: failedAt } });
    expect(dueAt(noon(FRI) - 1)).toEqual([`deliver ${WED}`]);
    expect(dueAt(noon(FRI))).toEqual([`deliver ${THU}`]);
    // Before that, it waits for the end of its back-off.
    expect(dueAt(noon(FRI) - HOUR, noon(FRI) - 1)).toEqual([]);
    expect(due(noon(FRI) - 1, subscribe(noon(WED)), known)).toEqual([`deliver ${WED}`]);
    // Once the next one has begun, the two take turns.
    const both = { ...known, editions: [...known.editions, edition(THU, { state: 'open', closedAt: null })] };
    expect(due(noon(FRI) + HOUR, subscribe(noon(WED)), both)).toEqual([`deliver ${WED}`]);
    expect(due(noon(FRI) + HOUR, subscribe(noon(WED)), { ...both, backingOff: [id] })).toEqual([
      `deliver ${THU}`,
    ]);
  });

  it('holds up the next one while its delivery backs off', () => {
    const editions = [edition(TUE), edition(WED, { state: 'open', closedAt: null })];
    const known = { editions, lists: [list(THU)], backingOff: [`deliver/slack:T1:a/${WED}`] };
    expect(due(noon(FRI), subscribe(noon(WED)), known)).toEqual([]);
  });
});

describe('a refresh', () => {
  const closedAt = noon(WED);
  const refreshAt = (after: number, rest: Partial<EditionState>) =>
    due(closedAt + after, subscribe(closedAt), {
      editions: [edition(TUE, { closedAt, ...rest })],
      lists: [list(TUE, { fetchedAt: closedAt + after })],
    }).filter((job) => job.startsWith('touch-up'));

  it.each([
    [0, 10 * MINUTE],
    [1, HOUR],
    [2, 6 * HOUR],
    [3, 24 * HOUR],
  ])('number %i is due after its time if summaries are missing', (step, after) => {
    expect(refreshAt(after - 1, { missing: 1, refreshes: step })).toEqual([]);
    expect(refreshAt(after, { missing: 1, refreshes: step })).toEqual([`touch-up ${TUE} ${step}`]);
    expect(refreshAt(after, { missing: 1, refreshes: step + 1 })).toEqual([]);
  });

  it('fetches the upvotes first, and proceeds without them if fetching fails', () => {
    const now = closedAt + 6 * HOUR;
    const known = { editions: [edition(TUE, { closedAt })], lists: [list(TUE, { fetchedAt: closedAt })] };
    const jobs = (backingOff: string[]) =>
      due(now, subscribe(closedAt), { ...known, backingOff }).filter(
        (job) => job.endsWith(TUE) || /touch-up/.test(job),
      );
    expect(jobs([])).toEqual([`collect ${TUE}`]);
    expect(jobs([`collect/${TUE}`])).toEqual([`touch-up ${TUE} 2`]);
  });

  it('is due only after 6 and 24 hours, for the upvotes, if no summaries are missing', () => {
    expect(refreshAt(6 * HOUR - 1, {})).toEqual([]);
    expect(refreshAt(6 * HOUR, {})).toEqual([`touch-up ${TUE} 2`]);
    expect(refreshAt(24 * HOUR - 1, { refreshes: 3 })).toEqual([]);
    expect(refreshAt(24 * HOUR, { refreshes: 3 })).toEqual([`touch-up ${TUE} 3`]);
  });

  it('is only the latest one after a downtime, and is omitted after three days', () => {
    expect(refreshAt(30 * HOUR, { missing: 2 })).toEqual([`touch-up ${TUE} 3`]);
    expect(refreshAt(3 * DAY + 1, { missing: 2 })).toEqual([]);
  });

  it('is also due between two steps, which it leaves as they are, when the model server has recovered', () => {
    const recoveredAt = (after: number, rest: Partial<EditionState>) => {
      const posted = edition(TUE, { closedAt, missing: 1, ...rest });
      return due(closedAt + after, subscribe(closedAt), {
        editions: [posted],
        lists: [list(TUE, { fetchedAt: closedAt + after })],
        recovered: [`${posted.placeId}/${TUE}`],
      }).filter((job) => job.startsWith('touch-up'));
    };
    expect(recoveredAt(5 * MINUTE, {})).toEqual([`touch-up ${TUE} -1`]);
    expect(recoveredAt(2 * HOUR, { refreshes: 2 })).toEqual([`touch-up ${TUE} 1`]);
    expect(recoveredAt(2 * HOUR, { refreshes: 1 })).toEqual([`touch-up ${TUE} 1`]);
    expect(recoveredAt(30 * HOUR, { refreshes: 4 })).toEqual([`touch-up ${TUE} 3`]);
  });

  it.each(['open', 'empty', 'skipped'] as const)('is for posted editions, not for %s ones', (state) => {
    expect(refreshAt(6 * HOUR, { state, missing: 1 })).toEqual([]);
  });
});

describe('the best papers of a week', () => {
  const weekly = (settings: Partial<Settings> = {}) =>
    subscribe(noon('2026-08-10'), {
      settings: { best: { weekday: 5, since: noon('2026-08-10') }, ...settings },
    });
  /** The editions of the list days before Thursday. */
  const before = ['07', '10', '11', '12', '13', '14', '17', '18', '19'].map((date) =>
    edition(`2026-08-${date}`),
  );
  const best = `best ${THU}`;
  const bestOver = ['slack:T1:a/best/2026-08-21'];

  it('come once, after the edition of the day', () => {
    const lists = [list(THU, { fetchedAt: noon(FRI) })];
    const withThursday = (state: 'open' | 'done' | 'empty') => [...before, edition(THU, { state })];
    const jobs = (known: Parameters<typeof due>[2]) => due(noon(FRI), weekly(), known);
    expect(due(noon(FRI) - 1, weekly(), { lists, editions: before })).toEqual([]);
    expect(jobs({ editions: before })).toEqual([`collect ${THU}`]);
    expect(jobs({ editions: before, lists })).toEqual([`deliver ${THU}`]);
    expect(jobs({ editions: withThursday('open'), lists })).toEqual([`deliver ${THU}`]);
    expect(jobs({ editions: withThursday('done'), lists })).toEqual([best]);
    expect(jobs({ editions: withThursday('empty'), lists })).toEqual([best]);
    expect(jobs({ editions: withThursday('done'), lists, bestOver })).toEqual([]);
    expect(due(noon(FRI) + 3 * DAY, weekly(), { editions: withThursday('done'), bestOver })).not.toContain(
      best,
    );
  });

  it('wait for an edition whose delivery backs off', () => {
    const known = { editions: before, lists: [list(THU)], backingOff: [`deliver/slack:T1:a/${THU}`] };
    expect(due(noon(FRI) + 2 * HOUR, weekly(), known)).toEqual([]);
  });

  it('wait at most an hour for a list that cannot be fetched', () => {
    const known = { editions: before, backingOff: [`collect/${THU}`, `collect/${FRI}`] };
    expect(due(noon(FRI), weekly(), known)).toEqual([]);
    expect(due(noon(FRI) + HOUR - 1, weekly(), known)).toEqual([]);
    expect(due(noon(FRI) + HOUR, weekly(), known)).toEqual([best]);
    expect(due(noon(FRI) + 3 * DAY, weekly(), known)).toContain(best);
    expect(due(noon(FRI) + 3 * DAY + 1, weekly(), known)).not.toContain(best);
  });

  it('wait an hour for a list that is empty so far, but not for one that is accepted as empty', () => {
    const empty = (now: number, since: number) => ({
      editions: before,
      lists: [list(THU, { count: 0, emptySince: since, fetchedAt: now })],
    });
    expect(due(noon(FRI) + HOUR / 2, weekly(), empty(noon(FRI), noon(FRI)))).toEqual([]);
    const later = noon(FRI) + HOUR;
    expect(due(later, weekly(), empty(later, noon(FRI)))).toEqual([best]);
    expect(due(noon(FRI), weekly(), empty(noon(FRI), noon(FRI) - 12 * HOUR))).toEqual([best]);
  });

  it('come even on a day without an edition', () => {
    const settings = { weekdays: [1], best: { weekday: 3, since: noon('2026-08-10') } };
    const editions = before.filter(({ day }) => day < MON);
    expect(due(noon(WED) - 1, weekly(settings), { editions })).toEqual([]);
    expect(due(noon(WED), weekly(settings), { editions })).toEqual([`best ${TUE}`]);
  });

  it('include, in live mode, the list that is still filling, once it was delivered', () => {
    const lists = [list(FRI, { fetchedAt: noon(FRI) })];
    const editions = [...before, edition(THU)];
    const live = weekly({ mode: 'live' });
    expect(due(noon(FRI), live, { editions, lists })).toEqual([`deliver ${FRI}`]);
    expect(due(noon(FRI), live, { editions: [...editions, edition(FRI)], lists })).toEqual([`best ${FRI}`]);
  });

  it('back off when they fail, without delaying the editions', () => {
    const known = { editions: before, lists: [list(THU, { fetchedAt: noon(FRI) })] };
    const backingOff = [`best/slack:T1:a/${THU}`];
    expect(due(noon(FRI), weekly(), { ...known, backingOff })).toEqual([`deliver ${THU}`]);
    const editions = [...before, edition(THU)];
    expect(due(noon(FRI), weekly(), { editions, backingOff })).toEqual([]);
  });

  it.each(['paused', 'ended'] as const)('are not for a place that is %s', (state) => {
    const editions = [...before, edition(THU)];
    expect(due(noon(FRI), { ...weekly(), state }, { editions })).toEqual([]);
  });

  it('follow the missed editions after a downtime', () => {
    const world = createWorld([weekly()]);
    for (let now = noon('2026-08-10'); now <= noon(TUE); now += HOUR) world.run(now);
    expect(world.log.filter(({ job }) => job.kind === 'best').map(({ at }) => at)).toEqual([
      noon('2026-08-14'),
    ]);
    expect(world.run(noon(SAT))).toEqual([
      ...[TUE, WED, THU, FRI].map((day) => `deliver ${day}`),
      `best ${THU}`,
    ]);
    expect(world.run(noon(SAT) + HOUR)).toEqual([]);
  });
});

describe('a place whose workspace is unknown', () => {
  const unbound = { platform: 'slack', workspace: '', channel: 'a' };
  const settings = { best: { weekday: 5, since: noon('2026-08-10') } };
  const subscription = subscribe(noon('2026-08-10'), { place: unbound, settings });
  const BIND = 'bind slack:a';

  it('is bound before anything else: it has no editions, refreshes or weekly messages', () => {
    const editionsOf = (placeId: string) => [
      ...['07', '10', '11', '12', '13', '14', '17', '18'].map((date) =>
        edition(`2026-08-${date}`, { placeId }),
      ),
      edition(WED, { placeId, closedAt: noon(FRI) - HOUR, missing: 2 }),
    ];
    const lists = [list(WED), list(THU, { fetchedAt: noon(FRI) })];
    expect(due(noon(FRI), subscription, { lists, editions: editionsOf('slack:a') })).toEqual([BIND]);
    // Once the place is bound, these are due.
    const bound = subscribe(noon('2026-08-10'), { settings });
    const known = { lists, editions: editionsOf('slack:T1:a') };
    expect(due(noon(FRI), bound, known)).toEqual([`deliver ${THU}`, `touch-up ${WED} 1`]);
    expect(due(noon(FRI), bound, { ...known, editions: [...known.editions, edition(THU)] })).toEqual([
      ...[`best ${THU}`, `touch-up ${WED} 1`],
    ]);
  });

  it('does not delay the other places', () => {
    const lists = [list(THU, { fetchedAt: noon(FRI) })];
    const editions = [edition(WED)];
    const jobs = due(noon(FRI), [subscription, subscribe(noon(THU))], { editions, lists });
    expect(jobs.toSorted()).toEqual([BIND, `deliver ${THU}`]);
  });

  it('is not bound while that backs off, or while its subscription is inactive', () => {
    expect(due(noon(FRI), subscription, { backingOff: ['bind/slack:a'] })).toEqual([]);
    for (const state of ['paused', 'ended'] as const)
      expect(due(noon(FRI), { ...subscription, state })).toEqual([]);
  });
});

describeSixtyDays('quick');
