import type { Card } from '../core/card.ts';
import type { Day } from '../core/day.ts';

/** The cards as data, for other programs. */
export function cardsToJson(day: Day, cards: readonly Card[]): string {
  return JSON.stringify({ day, cards }, null, 2);
}
