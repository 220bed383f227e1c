/**
 * Dates, time zones and posting times. To find mistakes in src/domain, they are computed differently here:
 * with whole days since 1970, and with a table of clock changes instead of Intl.
 */
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
const WEEK = 7;
/** The start of a list day, in milliseconds after midnight UTC (docs/architecture.md, "Glossary"). */
const BEGINS = 150 * MINUTE;

export type Weekday = number;
export const toNumber = (day: string): number => Date.parse(day) / DAY;
export const toDay = (number: number): string => new Date(number * DAY).toISOString().slice(0, 10);
/** Returns the weekday of a day; 0 is Sunday. Day 0, 1970-01-01, was a Thursday. */
export const weekday = (number: number): Weekday => (number + 4) % WEEK;
export const isWorkday = (day: string): boolean => ![0, 6].includes(weekday(toNumber(day)));
export const beginOf = (day: string): number => toNumber(day) * DAY + BEGINS;
export const endOf = (day: string): number => beginOf(day) + DAY;

/**
 * By zone: the offsets from UTC in minutes, and the instants from which they apply (tz database, 2025b). The
 * simulated year ends before the clocks change in autumn 2026.
 */
const ZONES: Readonly<Record<string, readonly (readonly [from: number, ahead: number])[]>> = {
  'Asia/Seoul': [[0, 540]],
  'Asia/Kolkata': [[0, 330]],
  'Pacific/Kiritimati': [[0, 840]],
  'Etc/GMT+12': [[0, -720]],
  'America/New_York': [
    [0, -240],
    [Date.UTC(2025, 10, 2, 6), -300],
    [Date.UTC(2026, 2, 8, 7), -240],
  ],
  'Europe/London': [
    [0, 60],
    [Date.UTC(2025, 9, 26, 1), 0],
    [Date.UTC(2026, 2, 29, 1), 60],
  ],
};

const changesOf = (zone: string) => ZONES[zone] ?? [];

/** Returns the offset of a zone from UTC at an instant, in minutes. */
export const aheadAt = (zone: string, instant: number): number =>
  changesOf(zone).findLast(([from]) => from <= instant)?.[1] ?? Number.NaN;

/** Returns the local date in a zone at an instant, in days since 1970. */
export const localNumber = (zone: string, instant: number): number =>
  Math.floor((instant + aheadAt(zone, instant) * MINUTE) / DAY);

/**
 * Returns the instant at which a zone's clock shows a time; the first one if the hour is repeated. If the hour is
 * skipped, the offset before the change applies.
 */
function instantOf(zone: string, number: number, at: number): number {
  const wall = number * DAY + at * MINUTE;
  const real = changesOf(zone)
    .map(([, ahead]) => wall - ahead * MINUTE)
    .filter((instant) => instant + aheadAt(zone, instant) * MINUTE === wall);
  if (real.length > 0) return Math.min(...real);
  const changes = changesOf(zone);
  const after = changes.findIndex(([from, ahead]) => {
    const shown = wall - ahead * MINUTE;
    return from > shown && from - shown <= 2 * HOUR;
  });
  return wall - (changes[after - 1]?.[1] ?? Number.NaN) * MINUTE;
}

export interface Timetable {
  readonly zone: string;
  /** The posting time, in minutes after midnight. */
  readonly at: number;
  readonly weekdays: readonly Weekday[];
  readonly live: boolean;
}

/** Returns the posting times of a place, ascending; with `all`, also those on weekdays that are not selected. */
export function postings({ zone, at, weekdays }: Timetable, from: number, to: number, all = false): number[] {
  const instants: number[] = [];
  for (let number = Math.floor(from / DAY) - 1; number <= Math.ceil(to / DAY) + 1; number += 1) {
    if (all || weekdays.includes(weekday(number))) instants.push(instantOf(zone, number, at));
  }
  return instants;
}

/** Returns the first posting time at or after the end of a list day or, in live mode, its start. */
export function dueAt(posts: readonly number[], day: string, live: boolean): number {
  const from = live ? beginOf(day) : endOf(day);
  return posts.find((instant) => instant >= from) ?? Number.POSITIVE_INFINITY;
}
