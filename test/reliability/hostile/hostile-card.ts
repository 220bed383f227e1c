import { paperCard } from '../../../src/cards/build-card.ts';
import type { Card } from '../../../src/domain/card/card.ts';
import type { Paper, Summary } from '../../../src/domain/paper/paper.ts';
import { makePaper } from '../../fixtures/papers.ts';

/** Returns a paper with this text wherever a list can put one. */
export const hostilePaper = (text: string): Paper =>
  makePaper({ title: text, abstract: text, authors: [text, text], keywords: [text] });

/** Returns a summary with this text wherever a model can put one. */
export const hostileSummary = (text: string): Summary => ({
  summary: text,
  easy: text,
  fields: [{ ko: text, en: text }],
});

/** Returns a card with this text in all its parts. */
export function hostileCard(text: string): Card {
  const entry = { paper: hostilePaper(text), summary: hostileSummary(text) };
  return { ...paperCard(entry, '2026-08-21', 'for-good'), notice: text };
}
