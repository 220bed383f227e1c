import { describe, expect, it } from 'vitest';
import {
  addDays,
  closedListDay,
  isDay,
  isoWeek,
  isTimeZone,
  isWeekend,
  listDayEnd,
  liveListDay,
  localDate,
  localInstant,
  weekdayAtOrBefore,
  weekdayOf,
} from '../../../src/domain/calendar/day.ts';

const instant = (text: string) => Date.parse(text);
const toUtc = (time: number) => new Date(time).toISOString().slice(0, 16);
const minutes = (time: string) => {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
};

describe('a list day', () => {
  it.each([
    ['2026-08-22T02:29:59.999Z', '2026-08-21', '2026-08-20'],
    ['2026-08-22T02:30:00Z', '2026-08-22', '2026-08-21'],
    ['2026-08-22T23:59:59Z', '2026-08-22', '2026-08-21'],
    ['2026-08-23T00:00:00Z', '2026-08-22', '2026-08-21'],
    ['2026-01-01T02:29:00Z', '2025-12-31', '2025-12-30'],
    ['2024-03-01T02:30:00Z', '2024-03-01', '2024-02-29'],
  ])('changes at 02:30 UTC: at %s it is %s, and %s has ended', (now, live, closed) => {
    expect(liveListDay(instant(now))).toBe(live);
    expect(closedListDay(instant(now))).toBe(closed);
  });

  it('counts as closed from its end on', () => {
    const end = listDayEnd('2026-08-21');
    expect(toUtc(end)).toBe('2026-08-22T02:30');
    expect([closedListDay(end - 1), closedListDay(end)]).toEqual(['2026-08-20', '2026-08-21']);
  });
});

describe('a date', () => {
  it.each(['2025-01-29', '2024-02-29', '2026-12-31'])('%s exists', (text) => expect(isDay(text)).toBe(true));

  it.each([
    '2025-02-30',
    '2025-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-1-29',
    '20250129',
    '2025-01-29T00:00:00Z',
    ' 2025-01-29',
    '2025-01-29\n',
    '٢٠٢٥-٠١-٢٩',
    '',
  ])('%j does not exist', (text) => expect(isDay(text)).toBe(false));

  it('can be moved across months, leap days and years', () => {
    expect(addDays('2024-02-28', 1)).toBe('2024-02-29');
    expect(addDays('2025-12-31', 1)).toBe('2026-01-01');
    expect(addDays('2026-03-01', -1)).toBe('2026-02-28');
  });

  it('is on a weekend only on Saturdays and Sundays', () => {
    const week = ['17', '18', '19', '20', '21', '22', '23'].map((day) => `2026-08-${day}`);
    expect(week.map(isWeekend)).toEqual([false, false, false, false, false, true, true]);
    expect(week.map(weekdayAtOrBefore)).toEqual([...week.slice(0, 5), '2026-08-21', '2026-08-21']);
  });
});

describe('a week', () => {
  it.each([
    // ISO 8601: weeks begin on Mondays, and week 1 contains the year's first Thursday.
    ['2026-08-17', '2026-W34'],
    ['2026-08-23', '2026-W34'],
    ['2026-08-24', '2026-W35'],
    ['2026-01-01', '2026-W01'],
    ['2025-12-29', '2026-W01'],
    ['2025-12-28', '2025-W52'],
    ['2021-01-03', '2020-W53'],
    ['2020-12-31', '2020-W53'],
    ['2021-01-04', '2021-W01'],
    ['2027-01-03', '2026-W53'],
    ['2024-02-29', '2024-W09'],
  ])('of %s is %s', (day, week) => expect(isoWeek(day)).toBe(week));

  it('has seven days, from Monday on, over thirty years', () => {
    for (let day = '2010-01-04'; day < '2040-01-01'; day = addDays(day, 7)) {
      expect(weekdayOf(day)).toBe(1);
      expect(isoWeek(addDays(day, 6)), day).toBe(isoWeek(day));
      expect(isoWeek(addDays(day, 7)), day).not.toBe(isoWeek(day));
    }
  });
});

describe('a local time', () => {
  it.each([
    ['Asia/Seoul', '2026-08-22', '12:00', '2026-08-22T03:00'],
    ['Asia/Seoul', '2026-08-22', '00:00', '2026-08-21T15:00'],
    ['UTC', '2026-08-22', '23:59', '2026-08-22T23:59'],
    ['Asia/Kathmandu', '2026-08-22', '08:00', '2026-08-22T02:15'],
    ['Pacific/Apia', '2026-08-22', '12:00', '2026-08-21T23:00'],
    ['America/New_York', '2026-01-15', '09:30', '2026-01-15T14:30'],
    ['America/New_York', '2026-07-15', '09:30', '2026-07-15T13:30'],
  ])('in %s on %s at %s is %s UTC', (zone, date, time, utc) => {
    expect(toUtc(localInstant(date, minutes(time), zone))).toBe(utc);
  });

  it.each([
    ['America/New_York', '2026-03-08', '02:30', '2026-03-08T07:30', 'an hour later'],
    ['Australia/Lord_Howe', '2026-10-04', '02:15', '2026-10-03T15:45', 'half an hour later'],
  ])('that is skipped in %s on %s (%s) is %s UTC: %s', (zone, date, time, utc) => {
    expect(toUtc(localInstant(date, minutes(time), zone))).toBe(utc);
  });

  it.each([
    ['America/New_York', '2026-11-01', '01:30', '2026-11-01T05:30'],
    ['Australia/Lord_Howe', '2026-04-05', '01:45', '2026-04-04T14:45'],
  ])('that occurs twice in %s on %s (%s) is the first of the two: %s UTC', (zone, date, time, utc) => {
    expect(toUtc(localInstant(date, minutes(time), zone))).toBe(utc);
  });

  it.each(['Asia/Seoul', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Apia', 'Australia/Lord_Howe'])(
    'in %s is found on its own date, every day of a year',
    (zone) => {
      for (let date = '2026-01-01'; date < '2027-01-01'; date = addDays(date, 1)) {
        for (const time of ['00:00', '12:00', '23:45']) {
          expect(localDate(localInstant(date, minutes(time), zone), zone)).toBe(date);
        }
      }
    },
  );
});

describe('a time zone', () => {
  it.each(['Asia/Seoul', 'America/New_York', 'UTC', 'Etc/GMT-9'])('can be %s', (zone) =>
    expect(isTimeZone(zone)).toBe(true),
  );

  it.each(['KST', '한국', 'Asia/Pyeongchang', 'Asia/Seoul ', ''])('cannot be %j', (zone) =>
    expect(isTimeZone(zone)).toBe(false),
  );
});
