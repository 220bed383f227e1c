import { lateCard, type Missing, paperCard, postCard } from '../../cards/build-card.ts';
import type { Card } from '../../domain/card/card.ts';
import type { Edition } from '../../domain/edition/records.ts';
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
export function renderEntry(
  entry: Entry,
  { day, layout, listed, paperIds }: Pick<Edition, 'day' | 'layout' | 'listed' | 'paperIds'>,
  missing: Missing,
  isLate = false,
): RenderedEntry {
  const inTime = paperCard(entry, day, missing);
  const card = isLate ? lateCard(inTime) : inTime;
  return {
    card: layout === 'posts' ? postCard(card, day, listed, paperIds.length) : card,
    shown: `${entry.paper.upvotes} ${entry.summary ? 'summary' : missing}`,
  };
}

export const showsSummary = (shown: string): boolean => shown.endsWith(' summary');
