import { DAY, HOUR, MINUTE } from '../../lib/duration.ts';

/** A list day, `YYYY-MM-DD`: the UTC date in Hugging Face's `date=` parameter. */
export type Day = string;

/**
 * How long after UTC midnight a list day is taken to start, in milliseconds. This is the winter value, used all year; in
 * summer the list really starts an hour earlier.
 */
const LIST_DAY_STARTS = 2.5 * HOUR;

export const DAYS_A_WEEK = 7;

const utcDate = (instant: number): Day => new Date(instant).toISOString().slice(0, 10);
const utcMidnight = (day: Day): number => Date.parse(`${day}T00:00:00Z`);

/** The list day still filling at `instant` (milliseconds since the epoch). */
export const liveListDay = (instant: number): Day => utcDate(instant - LIST_DAY_STARTS);

/** The newest list day that has ended by `instant`. */
export const closedListDay = (instant: number): Day => utcDate(instant - LIST_DAY_STARTS - DAY);

/** When a list day starts to fill, in milliseconds since the epoch. */
export const listDayStart = (day: Day): number => utcMidnight(day) + LIST_DAY_STARTS;

/** When a list day ends, in milliseconds since the epoch. */
export const listDayEnd = (day: Day): number => listDayStart(day) + DAY;

export const addDays = (day: Day, days: number): Day => utcDate(utcMidnight(day) + days * DAY);

/** Saturdays and Sundays have no list (all 175 on record were empty). */
export function isWeekend(day: Day): boolean {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
}

/** The day itself or, for a Saturday or Sunday, the Friday before it. */
export function weekdayAtOrBefore(day: Day): Day {
  let weekday = day;
  while (isWeekend(weekday)) weekday = addDays(weekday, -1);
  return weekday;
}

/** True for a real calendar date in the form `YYYY-MM-DD`. */
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

/** Local time in `zone` at `instant`, encoded as if it were UTC. Uses Intl, which is slow. */
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

/** `readClock` with the UTC offset cached per minute, because each heartbeat needs it for every place. */
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

/** The ISO 8601 week of a date, such as `2026-W34`. */
export function isoWeek(day: Day): string {
  const thursday = addDays(day, 3 - ((weekdayOf(day) + 6) % 7));
  const year = thursday.slice(0, 4);
  const week = 1 + Math.floor((utcMidnight(thursday) - utcMidnight(`${year}-01-01`)) / (7 * DAY));
  return `${year}-W${String(week).padStart(2, '0')}`;
}

/** The weekday of a date; 0 is Sunday. */
export const weekdayOf = (day: Day): number => new Date(utcMidnight(day)).getUTCDay();

/** The calendar date in `zone` at `instant`. */
export const localDate = (instant: number, zone: string): Day => utcDate(wallClock(instant, zone));

/**
 * When the local time in `zone` is `minutes` past midnight on `date`, in milliseconds since the epoch. If that time
 * occurs twice, the first one counts; a time skipped in spring moves forward by the size of the gap.
 */
export function localInstant(date: Day, minutes: number, zone: string): number {
  const wanted = utcMidnight(date) + minutes * MINUTE;
  const offsetAt = (instant: number) => wallClock(instant, zone) - instant;
  const before = wanted - offsetAt(wanted - DAY);
  const after = wanted - offsetAt(wanted + DAY);
  const matches = [before, after].filter((instant) => wallClock(instant, zone) === wanted);
  return matches.length > 0 ? Math.min(...matches) : before;
}
