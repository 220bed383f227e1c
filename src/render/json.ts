import type { Day } from '../domain/calendar/day.ts';
import type { Card } from '../domain/card/card.ts';

/** The cards as data, for other programs. */
export function cardsToJson(day: Day, cards: readonly Card[]): string {
  return JSON.stringify({ day, cards }, null, 2);
}
