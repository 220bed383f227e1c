import { addDays, DAYS_A_WEEK, type Day, isDay, weekdayOf } from './day.ts';
import { parseWeekday } from './schedule-text.ts';

/** A date as people type it, which depends on the day on which they type it. */
export type DateText =
  /** `오늘`, `어제`, `3일 전`; negative for days to come. */
  | { readonly kind: 'days-ago'; readonly days: number }
  /** `금요일`: the newest one; with `isBefore`, `지난 금요일`: the newest one before today. */
  | { readonly kind: 'weekday'; readonly weekday: number; readonly isBefore: boolean }
  /** `지난주 금요일`: that day of a week, which begins on Monday. */
  | { readonly kind: 'week'; readonly weekday: number; readonly weeksAgo: number }
  /** `지난달 21일`: that date of a month. */
  | { readonly kind: 'month'; readonly monthsAgo: number; readonly date: number }
  /** `2025년 8월 21일`, `8/21`, `Aug 21`, `21일`: the newest such date if the year or the month is missing. */
  | { readonly kind: 'date'; readonly year?: number; readonly month?: number; readonly date: number };

const DAYS_AGO: Readonly<Record<string, number>> = {
  오늘: 0,
  금일: 0,
  today: 0,
  어제: 1,
  어저께: 1,
  yesterday: 1,
  하루전: 1,
  그제: 2,
  그저께: 2,
  엊그제: 2,
  엊그저께: 2,
  이틀전: 2,
  그끄제: 3,
  그끄저께: 3,
  사흘전: 3,
  나흘전: 4,
  일주일전: 7,
  내일: -1,
  tomorrow: -1,
  모레: -2,
  내일모레: -2,
  글피: -3,
};
const COUNTED = /^(\d{1,3})(?:(일|days?)|(?:주일?|weeks?))(?:전|ago)$/;

const WEEKS_AGO: Readonly<Record<string, number>> = {
  이번: 0,
  이번주: 0,
  금주: 0,
  지난주: 1,
  저번주: 1,
  지지난주: 2,
  저저번주: 2,
  다음주: -1,
};
const WEEKDAY = /^(이번주?|금주|지지난주|저저번주|지난주?|저번주?|다음주|last)?(.+)$/;

const COMPACT_DATE = /^(\d{4})(\d{2})(\d{2})$/;
const DATE = /^(?:(\d{4}|\d{2})(?:년|[-./ ]) ?)?(\d{1,2})(?:월|[-./ ]) ?(\d{1,2})[일.]?$/;
const DATE_OF_MONTH = /^(\d{1,2})일$/;

const MONTHS_AGO: Readonly<Record<string, number>> = {
  이번달: 0,
  이달: 0,
  지난달: 1,
  저번달: 1,
  전달: 1,
  지지난달: 2,
  저저번달: 2,
  다음달: -1,
};
const DATE_OF_SOME_MONTH = /^(\D+)(\d{1,2})일$/;

const MONTHS = 'january february march april may june july august september october november december'.split(
  ' ',
);
/** `aug 21`, `august 21st, 2026`, `21 aug`, `21st of august 2026`. */
const ENGLISH_DATE =
  /^(?:([a-z]{3,9})[ .-]?(\d{1,2})(?:st|nd|rd|th)?|(\d{1,2})(?:st|nd|rd|th)?[ .-]?(?:of )?([a-z]{3,9})\.?)(?:[ ,.-]{1,2}(\d{4}))?$/;
/** What people type or paste after a date, such as the weekday of our own headings: `2026년 8월 21일 (금)`. */
const AFTER_DATE = / ?(?:\([일월화수목금토]\)|[일월화수목금토]요일)$/;
const AFTER_ANY = / ?(?:자|(?:의 ?)?(?:논문|목록))$/;

/** Parses a date in Korean or English, or in numbers. Returns undefined if the text is none. */
export function parseDate(text: string): DateText | undefined {
  const spaced = text
    .trim()
    .toLowerCase()
    .replace(/\s+/g, ' ')
    .replace(AFTER_ANY, '')
    .replace(/ ?([-./년월일]) ?/g, '$1');
  const date = spaced.replace(AFTER_DATE, '');
  return (
    parseNumbers(date) ??
    parseEnglish(date) ??
    parseDateOfMonth(date.replaceAll(' ', '')) ??
    parseWords(spaced.replaceAll(' ', ''))
  );
}

function parseNumbers(text: string): DateText | undefined {
  const [, dateOfMonth] = text.match(DATE_OF_MONTH) ?? [];
  if (dateOfMonth) return { kind: 'date', date: Number(dateOfMonth) };
  const [, year, month, date] = text.match(COMPACT_DATE) ?? text.match(DATE) ?? [];
  if (!date) return undefined;
  return {
    kind: 'date',
    ...(year ? { year: Number(year) + (year.length === 2 ? 2_000 : 0) } : {}),
    month: Number(month),
    date: Number(date),
  };
}

function parseEnglish(text: string): DateText | undefined {
  const [, first, second, third, fourth, year] = text.match(ENGLISH_DATE) ?? [];
  const name = first ?? fourth;
  const month = name ? MONTHS.findIndex((each) => each.startsWith(name)) + 1 : 0;
  if (month === 0) return undefined;
  return { kind: 'date', ...(year ? { year: Number(year) } : {}), month, date: Number(second ?? third) };
}

function parseDateOfMonth(text: string): DateText | undefined {
  const [, which = '', date] = text.match(DATE_OF_SOME_MONTH) ?? [];
  const monthsAgo = ownValue(MONTHS_AGO, which);
  return monthsAgo === undefined ? undefined : { kind: 'month', monthsAgo, date: Number(date) };
}

function parseWords(text: string): DateText | undefined {
  const [, count, isDays] = text.match(COUNTED) ?? [];
  const days = count ? Number(count) * (isDays ? 1 : DAYS_A_WEEK) : ownValue(DAYS_AGO, text);
  if (days !== undefined) return { kind: 'days-ago', days };
  const [, which = '', name = ''] = text.match(WEEKDAY) ?? [];
  const weekday = parseWeekday(name.replace(/요일$/, ''));
  if (weekday === undefined) return undefined;
  const weeksAgo = ownValue(WEEKS_AGO, which);
  return weeksAgo === undefined
    ? { kind: 'weekday', weekday, isBefore: which !== '' }
    : { kind: 'week', weekday, weeksAgo };
}

/**
 * Returns the day that a text means; null if there is no such date.
 *
 * @param today the calendar date of whoever typed it
 * @param newest the newest day that a date without a year or a month can mean
 */
export function resolveDate(text: DateText, today: Day, newest: Day): Day | null {
  if (text.kind === 'days-ago') return addDays(today, -text.days);
  if (text.kind === 'week') {
    const sinceMonday = fromMonday(text.weekday) - fromMonday(weekdayOf(today));
    return addDays(today, sinceMonday - DAYS_A_WEEK * text.weeksAgo);
  }
  if (text.kind === 'weekday') {
    const last = addDays(today, text.isBefore ? -1 : 0);
    return addDays(last, -((weekdayOf(last) - text.weekday + DAYS_A_WEEK) % DAYS_A_WEEK));
  }
  if (text.kind === 'month') {
    const [year = 0, month = 0] = today.split('-').map(Number);
    const months = year * 12 + month - 1 - text.monthsAgo;
    return toDay(Math.floor(months / 12), (months % 12) + 1, text.date);
  }
  const { year, month, date } = text;
  if (year !== undefined && month !== undefined) return toDay(year, month, date);
  const [newestYear = 0, newestMonth = 0] = newest.split('-').map(Number);
  for (let back = 0; back < MONTHS_BACK; back += 1) {
    const months = newestYear * 12 + newestMonth - 1 - back;
    const day = toDay(Math.floor(months / 12), (months % 12) + 1, date);
    if (day && day <= newest && (month === undefined || month === (months % 12) + 1)) return day;
  }
  return null;
}

const ownValue = (values: Readonly<Record<string, number>>, name: string): number | undefined =>
  Object.hasOwn(values, name) ? values[name] : undefined;

/** The longest time without a 29th of February is eight years. */
const MONTHS_BACK = 8 * 12 + 1;

const fromMonday = (weekday: number): number => (weekday + DAYS_A_WEEK - 1) % DAYS_A_WEEK;

function toDay(year: number, month: number, date: number): Day | null {
  const two = (part: number) => String(part).padStart(2, '0');
  const day = `${String(year).padStart(4, '0')}-${two(month)}-${two(date)}`;
  return isDay(day) ? day : null;
}
