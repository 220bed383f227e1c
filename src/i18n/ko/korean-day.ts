import { WEEKDAYS } from '../../domain/calendar/schedule-text.ts';

/** 2025-01-29 → 2025년 1월 29일 (수) */
export function koreanDay(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  const weekday = WEEKDAYS[date.getUTCDay()];
  return `${date.getUTCFullYear()}년 ${date.getUTCMonth() + 1}월 ${date.getUTCDate()}일 (${weekday})`;
}
