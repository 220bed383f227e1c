import { WEEKDAYS } from '../../domain/calendar/schedule-text.ts';
import { cityOf, formatOffset } from '../../domain/calendar/time-zone.ts';
import { cleanText, cutText } from '../../lib/text.ts';

/** The bot's name and description. */
export const commonWording = {
  product: '논문배달',
  tagline: '오늘의 AI 논문을 한국어 요약으로',
} as const;

const MAX_QUOTE = 60;
/** Prepares typed text to be quoted in a sentence: cleans it, and cuts it to `MAX_QUOTE` characters. */
export const quote = (typed: string): string => cutText(cleanText(typed), MAX_QUOTE);

/** Formats 2025-01-29 as 2025년 1월 29일 (수). */
export const koreanDay = (day: string): string => `${new Date(day).getUTCFullYear()}년 ${shortDay(day)}`;

/** Formats 2025-01-29 as 1월 29일 (수), for texts in which the year is obvious. */
export const shortDay = (day: string): string =>
  `${monthAndDate(day)} (${WEEKDAYS[new Date(day).getUTCDay()]})`;

/** Formats a range of days: 8월 17일~23일, 8월 31일~9월 6일, 2025년 12월 29일~2026년 1월 4일. */
export function koreanDays(from: string, to: string): string {
  if (from.slice(0, 7) === to.slice(0, 7)) return `${monthAndDate(from)}~${new Date(to).getUTCDate()}일`;
  if (from.slice(0, 4) === to.slice(0, 4)) return `${monthAndDate(from)}~${monthAndDate(to)}`;
  return [from, to].map((day) => `${new Date(day).getUTCFullYear()}년 ${monthAndDate(day)}`).join('~');
}

const monthAndDate = (day: string): string =>
  `${new Date(day).getUTCMonth() + 1}월 ${new Date(day).getUTCDate()}일`;

/** Names a time zone for people: 서울 시간, UTC+8, 네팔 시간 (CLDR's names). */
export function describeZone(zone: string): string {
  const city = cityOf(zone);
  if (zone === 'UTC') return zone;
  return formatOffset(zone) ?? (city ? `${city} 시간` : genericName(zone));
}

function genericName(timeZone: string): string {
  const format = new Intl.DateTimeFormat('ko', { timeZone, timeZoneName: 'shortGeneric' });
  const name = format.formatToParts(0).find(({ type }) => type === 'timeZoneName')?.value ?? timeZone;
  return name.replace('GMT', 'UTC');
}
