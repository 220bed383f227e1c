import { type Missing, paperCard } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { Card } from '../../domain/card/card.ts';
import type { Entry } from '../../domain/paper/paper.ts';

/** A card and what it shows: an edit is due when `shown` is another. */
export interface Rendered {
  readonly card: Card;
  readonly shown: string;
}

export function renderEntry(entry: Entry, day: Day, missing: Missing): Rendered {
  return {
    card: paperCard(entry, day, missing),
    shown: `${entry.paper.upvotes} ${entry.summary ? 'summary' : missing}`,
  };
}

export const showsSummary = (shown: string): boolean => shown.endsWith(' summary');
