import { expect, it } from 'vitest';
import { listItems } from '../../src/cards/list-items.ts';
import { paperUrl } from '../../src/domain/paper/paper.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { pagesWording } from '../../src/i18n/ko/command.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

const paper = makePaper({
  id: '2608.00001',
  title: 'Lamps',
  upvotes: 7,
  abstract: 'An abstract.',
  keywords: [],
});
const summary = makeSummary({
  summary: '정확도가 0.5점 올랐습니다. 두 번째 문장입니다.',
  fields: [
    { ko: '강화 학습', en: 'Reinforcement Learning' },
    { ko: '', en: 'Lighthouse Science' },
  ],
});
const itemOf = (entry: Parameters<typeof listItems>[0][number], votes?: { up: number; down: number }) =>
  listItems([entry], 3, () => votes)[0] ?? expect.unreachable();

it('a paper of a list has its number, the first sentence, fields, upvotes and votes, and the button of its card', () => {
  expect(itemOf({ paper, summary }, { up: 2, down: 1 })).toEqual({
    paperId: paper.id,
    number: 3,
    title: { text: 'Lamps', highlights: [] },
    url: paperUrl(paper.id),
    label: '',
    sentence: { text: '정확도가 0.5점 올랐습니다.', highlights: [] },
    details: {
      text: `강화 학습, Lighthouse Science · ${cardWording.upvoteCount(7)} · ${cardWording.voteCount(2, 1)}`,
      highlights: [],
    },
    command: { label: pagesWording.more(3), command: 'show', values: { paper: paper.id } },
  });
});

it('votes are shown only if there are any, and fields only if they are known', () => {
  const bare = { ...summary, fields: [] };
  expect(itemOf({ paper, summary: bare }, { up: 0, down: 0 }).details.text).toBe(cardWording.upvoteCount(7));
});

it('without a summary, the sentence is the beginning of the abstract, and says so', () => {
  const long = 'Fog '.repeat(200).trim();
  const item = itemOf({ paper: { ...paper, abstract: long }, summary: null });
  expect(item.label).toBe(cardWording.labels.abstract);
  expect(item.sentence.text).toMatch(/^(Fog )+Fog…$/);
  expect(item.sentence.text.length).toBeLessThanOrEqual(160);
  const nothing = itemOf({ paper: { ...paper, abstract: '' }, summary: null });
  expect([nothing.label, nothing.sentence.text]).toEqual(['', cardWording.noAbstract]);
});

it('what is to be highlighted is highlighted in the title, the sentence and the fields, but not in the counts', () => {
  const [item] = listItems(
    [{ paper, summary }],
    1,
    () => undefined,
    (text) =>
      [...text.matchAll(/Lamps|정확도|강화|7/g)].map(({ 0: found, index }) => [index, index + found.length]),
  );
  expect(item?.title.highlights).toEqual([[0, 5]]);
  expect(item?.sentence.highlights).toEqual([[0, 3]]);
  expect(item?.details.highlights).toEqual([[0, 2]]);
});
