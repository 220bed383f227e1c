import { lateCard, type Missing, paperCard } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { Card } from '../../domain/card/card.ts';
import type { Entry } from '../../domain/paper/paper.ts';

export interface RenderedEntry {
  readonly card: Card;
  /**
   * A short description of the card's content, stored with the message. If the description changes, the card has to
   * be edited.
   */
  readonly shown: string;
}

/** @param isLate true if the card was left out of its edition, and is sent after it */
export function renderEntry(entry: Entry, day: Day, missing: Missing, isLate = false): RenderedEntry {
  const card = paperCard(entry, day, missing);
  return {
    card: isLate ? lateCard(card) : card,
    shown: `${entry.paper.upvotes} ${entry.summary ? 'summary' : missing}`,
  };
}

export const showsSummary = (shown: string): boolean => shown.endsWith(' summary');
