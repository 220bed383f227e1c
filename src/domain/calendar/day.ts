import { DAY, HOUR, MINUTE } from '../../lib/duration.ts';

/** A calendar date, `YYYY-MM-DD`. As a list day, it is a value of Hugging Face's `date` parameter. */
export type Day = string;

/**
 * The time from UTC midnight to the assumed start of a list day, in milliseconds. This is the winter value, used
 * all year; in summer, the list actually starts an hour earlier.
 */
const LIST_DAY_STARTS = 2.5 * HOUR;

export const DAYS_A_WEEK = 7;

const utcDate = (instant: number): Day => new Date(instant).toISOString().slice(0, 10);
const utcMidnight = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

/** Returns the list day that is still filling at `instant` (milliseconds since the epoch). */
export const liveListDay = (instant: number): Day => utcDate(instant - LIST_DAY_STARTS);

/** Returns the newest list day that has ended by `instant`. */
export const closedListDay = (instant: number): Day => utcDate(instant - LIST_DAY_STARTS - DAY);

/** Returns the time at which a list day starts to fill, in milliseconds since the epoch. */
export const listDayStart = (day: Day): number => utcMidnight(day) + LIST_DAY_STARTS;

/** Returns the time at which a list day ends, in milliseconds since the epoch. */
export const listDayEnd = (day: Day): number => listDayStart(day) + DAY;

export const addDays = (day: Day, days: number): Day => utcDate(utcMidnight(day) + days * DAY);

/** Returns true for Saturdays and Sundays, which have no list (all 175 recorded ones were empty). */
export function isWeekend(day: Day): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

/** Returns the day itself or, for a Saturday or Sunday, the Friday before it. */
export function weekdayAtOrBefore(day: Day): Day {
  let weekday = day;
  while (isWeekend(weekday)) weekday = addDays(weekday, -1);
  return weekday;
}

/** Returns true for a real calendar date in the form `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    Number.isFinite(utcMidnight(text)) &&
    utcDate(utcMidnight(text)) === text
  );
}

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Returns the local time in `zone` at `instant`, encoded as if it were UTC. Slow, because it uses Intl. */
function readClock(instant: number, zone: string): number {
  let format = clocks.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(zone, format);
  }
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]));
  return Date.parse(`${part.year}-${part.month}-${part.day}T${part.hour}:${part.minute}:${part.second}Z`);
}

const MAX_OFFSETS = 10_000;
const offsets = new Map<string, number>();

/** Returns the same as `readClock`, but caches the UTC offset: each heartbeat needs it for every place. */
function wallClock(instant: number, zone: string): number {
  const minute = Math.floor(instant / MINUTE) * MINUTE;
  const name = `${zone} ${minute}`;
  let offset = offsets.get(name);
  if (offset === undefined) {
    offset = readClock(minute, zone) - minute;
    if (offsets.size >= MAX_OFFSETS) offsets.clear();
    offsets.set(name, offset);
  }
  return instant + offset;
}

/** Returns the ISO 8601 week of a date, such as `2026-W34`. */
export function isoWeek(day: Day): string {
  const thursday = addDays(day, 3 - ((weekdayOf(day) + 6) % 7));
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor((utcMidnight(thursday) - utcMidnight(`${year}-01-01`)) / (7 * DAY));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** Returns the weekday of a date; 0 is Sunday. */
export const weekdayOf = (day: Day): number => new Date(utcMidnight(day)).getUTCDay();

/** Returns the calendar date in `zone` at `instant`. */
export const localDate = (instant: number, zone: string): Day => utcDate(wallClock(instant, zone));

/**
 * Returns the instant at which the local time in `zone` is `minutes` past midnight on `date`, in milliseconds since
 * the epoch. If that local time occurs twice, the first occurrence is used; if the clocks skip it, the skipped time
 * is added: 02:30 becomes 03:30.
 */
export function localInstant(date: Day, minutes: number, zone: string): number {
  const wanted = utcMidnight(date) + minutes * MINUTE;
  const offsetAt = (instant: number) => wallClock(instant, zone) - instant;
  const before = wanted - offsetAt(wanted - DAY);
  const after = wanted - offsetAt(wanted + DAY);
  const matches = [before, after].filter((instant) => wallClock(instant, zone) === wanted);
  return matches.length > 0 ? Math.min(...matches) : before;
}
