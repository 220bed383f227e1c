import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { recordedDays } from '../../needs.ts';
import { DAY, endOf, HOUR, isWorkday, toDay, toNumber } from './calendar.ts';

const at = (text: string): number => Date.parse(text);
type Span = readonly [from: number, to: number];

/** Weekdays without a list: holidays in the United States, where the list is curated. */
const HOLIDAYS = new Set([
  ...['2025-10-13', '2025-11-11', '2025-11-27', '2025-12-25', '2025-12-26', '2026-01-01', '2026-01-02'],
  ...['2026-01-19', '2026-02-16', '2026-05-25', '2026-06-19', '2026-07-03', '2026-09-07'],
]);

/**
 * Lists that are still empty when their day ends, and the number of hours after which they fill: some in
 * time, others only after the bot has accepted them as empty.
 */
const LATE: Readonly<Record<string, number>> = {
  ...{
    '2025-10-08': 5,
    '2025-10-21': 20,
    '2026-01-14': 9,
    '2026-03-18': 30,
    '2026-04-22': 2,
    '2026-07-15': 11,
  },
};

/** Downtimes of the bot; each lasts exactly three, five or eleven days. Two begin hours after a clock change. */
export const BOT_DOWN: readonly Span[] = [
  [at('2025-10-14T20:00Z'), at('2025-10-17T20:00Z')],
  [at('2025-11-17T01:00Z'), at('2025-11-22T01:00Z')],
  [at('2026-01-05T12:00Z'), at('2026-01-08T12:00Z')],
  [at('2026-03-08T12:10Z'), at('2026-03-13T12:10Z')],
  [at('2026-03-29T03:00Z'), at('2026-04-01T03:00Z')],
  [at('2026-06-01T00:00Z'), at('2026-06-12T00:00Z')],
];

/** Downtimes of Hugging Face: three of one day, and one of more than four days. */
export const SOURCE_DOWN: readonly Span[] = [
  [at('2025-10-28T22:00Z'), at('2025-10-29T22:00Z')],
  [at('2026-02-10T00:00Z'), at('2026-02-11T00:00Z')],
  [at('2026-05-06T09:00Z'), at('2026-05-07T09:00Z')],
  [at('2026-07-20T12:00Z'), at('2026-07-24T18:00Z')],
];

export const isWithin = (spans: readonly Span[], instant: number): boolean =>
  spans.some(([from, to]) => from <= instant && instant < to);

/** Returns the first instant at or after `instant` that is outside all spans. */
export const firstOutside = (spans: readonly Span[], instant: number): number =>
  spans.find(([from, to]) => from <= instant && instant < to)?.[1] ?? instant;

export const isHoliday = (day: string): boolean => HOLIDAYS.has(day);

/** Returns the instant at which a late list gets its papers; null if the list is not late. */
export function fillsAt(day: string): number | null {
  const hours = LATE[day];
  return hours === undefined ? null : endOf(day) + hours * HOUR;
}

interface Recorded {
  readonly paper: { readonly id: string };
}

/** The number of papers on each list recorded from Hugging Face, by day; empty if there are no recordings. */
const RECORDED = new Map(
  recordedDays()
    .map((url) => [basename(url.pathname, '.json'), JSON.parse(readFileSync(url, 'utf8'))] as const)
    .map(([day, list]: readonly [string, readonly Recorded[]]) => [
      day,
      new Set(list.map((it) => it.paper.id)).size,
    ]),
);
export const isRecorded = (day: string): boolean => RECORDED.has(day);

/** Returns the number of papers on a weekday's list, except those that were listed before. */
export const sizeOf = (day: string): number => RECORDED.get(day) ?? 6 + ((toNumber(day) * 7) % 5);

/** Returns true if a paper of the day contains the keyword that a place filters by. */
export const hasWord = (day: string): boolean => (toNumber(day) * 5) % 7 < 4;
/** Returns true if a paper of the day has at least the upvotes that a place's filter requires. */
export const hasVotes = (day: string): boolean => (toNumber(day) * 3) % 5 < 3;

/** Returns the weekdays whose lists can be due at a place in the `days` days after `from`. */
export function workdays(from: number, days: number): string[] {
  const first = Math.floor(from / DAY) - 4;
  return Array.from({ length: days + 4 }, (_, index) => toDay(first + index)).filter(isWorkday);
}
