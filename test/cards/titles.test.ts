import { expect, it } from 'vitest';
import { paperCard, rankedSections, withListedTitle } from '../../src/cards/build-card.ts';
import { listItems } from '../../src/cards/list-items.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { makePaper } from '../fixtures/papers.ts';

const paper = makePaper({ title: String.raw`An $\mathcal{O}(n\log n)$ Lamp` });
const shown = 'An 𝒪(n log n) Lamp';
const card = paperCard({ paper, summary: null }, null, 'for-good');

it('a title has its mathematics in Unicode on cards, in lists and in rankings', () => {
  expect([card.title.text, card.thumbnail?.alt]).toEqual([shown, cardWording.thumbnailAlt(shown)]);
  const [item] = listItems([{ paper, summary: null }], 1, () => undefined);
  expect(item?.title.text).toBe(shown);
  const [section] = rankedSections([{ paper, votes: { up: 1, down: 0 } }]);
  expect(section?.text).toBe(shown);
});

it('a title is in the digest as Hugging Face lists it', () => {
  const { title, thumbnail } = withListedTitle(card, paper);
  expect(title).toEqual({ text: paper.title, url: card.title.url });
  expect(thumbnail?.alt).toBe(cardWording.thumbnailAlt(paper.title));
});
