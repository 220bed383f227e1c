import type { Day } from '../domain/calendar/day.ts';
import type { Card } from '../domain/card/card.ts';

/** Renders the cards of a list day as JSON for other programs: `{ day, cards }`, indented by two spaces. */
export function cardsToJson(day: Day, cards: readonly Card[]): string {
  return JSON.stringify({ day, cards }, null, 2);
}
