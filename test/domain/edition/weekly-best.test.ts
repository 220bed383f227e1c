import { describe, expect, it } from 'vitest';
import { bestKey, dueBest } from '../../../src/domain/edition/weekly-best.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { subscribe } from './simulation.ts';

const at = (text: string) => Date.parse(text);
const [SUNDAY, MONDAY, FRIDAY] = [0, 1, 5];
/** Noon in Seoul on Friday, 2026-08-21. */
const NOON = at('2026-08-21T03:00:00Z');
const LONG_AGO = at('2026-01-01T00:00:00Z');

/** Returns an old subscription; by default, with the weekly best on Fridays at noon in Seoul. */
const weekly = (settings: Partial<Settings> = {}, createdAt = LONG_AGO) =>
  subscribe(createdAt, { settings: { best: { weekday: FRIDAY, since: LONG_AGO }, ...settings } });

/** Returns the instant at which the newest weekly message was due; null if there is none. */
const dueAt = (now: string, settings: Partial<Settings>) => {
  const due = dueBest(at(now), weekly(settings));
  return due && new Date(due.dueAt).toISOString();
};

describe('the best papers of a week', () => {
  it("are due at the place's posting time on the requested weekday", () => {
    expect(dueBest(NOON - 1, weekly())).toBeNull();
    expect(dueBest(NOON, weekly())).toEqual({ date: '2026-08-21', day: '2026-08-20', dueAt: NOON });
    for (const weekday of [0, 1, 2, 3, 4, 6]) {
      const due = dueBest(NOON, weekly({ best: { weekday, since: LONG_AGO } }));
      // Messages that were due on previous days are still sent.
      expect(due === null || due.dueAt < NOON, `${weekday}`).toBe(true);
    }
  });

  it('are never due if they are not enabled', () => {
    for (let now = NOON; now < NOON + 7 * DAY; now += HOUR)
      expect(dueBest(now, weekly({ best: null }))).toBeNull();
  });

  it('are still sent within three days, and do not change in the meantime', () => {
    for (const late of [1, HOUR, DAY, 2 * DAY, 3 * DAY])
      expect(dueBest(NOON + late, weekly())).toEqual(dueBest(NOON, weekly()));
    expect(dueBest(NOON + 3 * DAY + 1, weekly())).toBeNull();
    expect(dueBest(NOON + 7 * DAY - 1, weekly())).toBeNull();
    expect(dueBest(NOON + 7 * DAY, weekly())?.dueAt).toBe(NOON + 7 * DAY);
  });

  it('are not due for a time before they were enabled, or before the place subscribed', () => {
    const since = (instant: number) => weekly({ best: { weekday: FRIDAY, since: instant } });
    expect(dueBest(NOON + HOUR, since(NOON + 1))).toBeNull();
    expect(dueBest(NOON + HOUR, since(NOON))?.dueAt).toBe(NOON);
    expect(dueBest(NOON + HOUR, weekly({}, NOON + 1))).toBeNull();
    expect(dueBest(NOON + HOUR, weekly({}, NOON))?.dueAt).toBe(NOON);
  });

  it('are from the newest list day that has ended, or from the one that is filling in live mode', () => {
    const dayOf = (settings: Partial<Settings>) => dueBest(NOON + 5 * HOUR, weekly(settings))?.day;
    expect(dayOf({})).toBe('2026-08-20');
    expect(dayOf({ mode: 'live' })).toBe('2026-08-21');
    // At 01:00 in Seoul, the newest list that has ended is that of two days earlier.
    expect(dayOf({ at: 60 })).toBe('2026-08-19');
    expect(dayOf({ at: 60, mode: 'live' })).toBe('2026-08-20');
  });
});

describe('the weekday and the posting time', () => {
  it("are in the place's time zone", () => {
    const newYork = { timeZone: 'America/New_York', at: 22 * 60 };
    // Friday 22:00 in New York is Saturday 02:00 UTC.
    expect(dueAt('2026-08-22T01:59:59Z', newYork)).toBeNull();
    expect(dueAt('2026-08-22T02:00:00Z', newYork)).toBe('2026-08-22T02:00:00.000Z');
    const kiritimati = { timeZone: 'Pacific/Kiritimati', at: 60 };
    expect(dueAt('2026-08-20T11:00:00Z', kiritimati)).toBe('2026-08-20T11:00:00.000Z');
  });

  it('follow clock changes between two weeks', () => {
    const newYork = { timeZone: 'America/New_York', at: 9 * 60 };
    expect(dueAt('2026-10-30T23:00:00Z', newYork)).toBe('2026-10-30T13:00:00.000Z');
    expect(dueAt('2026-11-06T23:00:00Z', newYork)).toBe('2026-11-06T14:00:00.000Z');
  });

  it('that occur twice when clocks go back count only the first time', () => {
    const settings = {
      timeZone: 'America/New_York',
      at: 90,
      best: { weekday: SUNDAY, since: LONG_AGO },
    };
    // 01:30 occurs at 05:30 UTC, and again an hour later.
    expect(dueAt('2026-11-01T05:29:59Z', settings)).toBeNull();
    for (const now of ['2026-11-01T05:30:00Z', '2026-11-01T06:30:00Z', '2026-11-01T12:00:00Z'])
      expect(dueAt(now, settings)).toBe('2026-11-01T05:30:00.000Z');
  });

  it('that are skipped when clocks go forward are later by the same amount', () => {
    const settings = {
      timeZone: 'America/New_York',
      at: 150,
      best: { weekday: SUNDAY, since: LONG_AGO },
    };
    expect(dueAt('2026-03-08T07:29:59Z', settings)).toBeNull();
    expect(dueAt('2026-03-08T07:30:00Z', settings)).toBe('2026-03-08T07:30:00.000Z');
  });
});

describe('the name of a weekly message', () => {
  const nameAt = (now: number, settings: Partial<Settings>) => {
    const due = dueBest(now, weekly(settings));
    return due && bestKey('slack:T1:a', due.date);
  };

  it('stays the same if the posting time, the zone or the list changes later', () => {
    const name = nameAt(NOON, {});
    expect(name).not.toBeNull();
    for (const settings of [
      { at: 9 * 60 },
      { at: 60 },
      { mode: 'live' },
      { timeZone: 'Pacific/Kiritimati' },
      { timeZone: 'Asia/Tokyo', at: 6 * 60, mode: 'live' },
    ] satisfies Partial<Settings>[]) {
      expect(nameAt(NOON + HOUR, settings)).toBe(name);
    }
    expect(nameAt(NOON + 20 * HOUR, { timeZone: 'America/New_York' })).toBe(name);
  });

  it('differs in another week, on another weekday and at another place', () => {
    const names = [
      nameAt(NOON, {}),
      nameAt(NOON + 7 * DAY, {}),
      nameAt(NOON + 3 * DAY, { best: { weekday: MONDAY, since: LONG_AGO } }),
    ];
    expect(new Set([...names, bestKey('slack:T1:b', '2026-08-21')]).size).toBe(4);
  });
});
