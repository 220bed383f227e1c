import { WEEKDAYS } from '../../domain/calendar/schedule-text.ts';
import { cleanText, cutText } from '../../lib/text.ts';

/** The name of the bot and what it says of itself. */
export const commonWording = {
  product: '논문배달',
  tagline: '오늘의 AI 논문을 한국어 요약으로',
} as const;

const MAX_QUOTE = 60;
/** Typed text to quote in a sentence: cleaned, and cut where it would drown the sentence. */
export const quote = (typed: string): string => cutText(cleanText(typed), MAX_QUOTE);

/** 2025-01-29 → 2025년 1월 29일 (수) */
export function koreanDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const weekday = WEEKDAYS[date.getUTCDay()];
  return `${date.getUTCFullYear()}년 ${date.getUTCMonth() + 1}월 ${date.getUTCDate()}일 (${weekday})`;
}
