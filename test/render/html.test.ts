import { describe, expect, test } from 'vitest';
import { answerCard, paperCard, rankedSections } from '../../src/cards/build-card.ts';
import type { Card } from '../../src/domain/card/card.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { topWording } from '../../src/i18n/ko/top.ts';
import { webPageWording } from '../../src/i18n/ko/web-page.ts';
import { cardToHtml, type ShownVotes } from '../../src/render/html.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

const voted = paperCard({ paper: makePaper(), summary: makeSummary() }, null, 'for-good', {
  up: 12,
  down: 3,
});
const render = (card: Card, votes?: ShownVotes) => String(cardToHtml(card, votes));
const buttonsOf = (html: string) =>
  [...html.matchAll(/<button name="value" value="(-?1)" aria-pressed="(\w+)" aria-label="([^"]+)">/g)].map(
    ([, value, pressed, label]) => [value, pressed, label],
  );

describe('votes on a paper', () => {
  test('are text if voting is off', () => {
    const html = render(voted);
    expect(html).toContain(`<dt>${cardWording.labels.votes}</dt><dd>${cardWording.voteCount(12, 3)}</dd>`);
    expect(buttonsOf(html)).toEqual([]);
  });

  test.each([
    [1, 'true', 'false'],
    [0, 'false', 'false'],
    [-1, 'false', 'true'],
  ] as const)('are buttons if readers can vote, with their own vote (%i) pressed', (mine, up, down) => {
    const html = render(voted, { up: 13, down: 3, mine });
    expect(html).not.toContain(`<dt>${cardWording.labels.votes}</dt>`);
    expect(html).not.toContain(cardWording.voteCount(12, 3));
    expect(buttonsOf(html)).toEqual([
      ['1', up, `${webPageWording.like} 13`],
      ['-1', down, `${webPageWording.dislike} 3`],
    ]);
    expect(html).toContain(`<input type="hidden" name="paper" value="${makePaper().id}">`);
  });

  test('are not shown before the first vote', () => {
    const fresh = paperCard({ paper: makePaper(), summary: null }, null, 'for-good', { up: 0, down: 0 });
    expect(render(fresh)).not.toContain(`<dt>${cardWording.labels.votes}</dt>`);
  });
});

describe('a ranking', () => {
  const title = 'A <b>bold</b> "claim" & more';
  const ranked = [{ paper: makePaper({ title }), votes: { up: 2, down: 1 } }];
  const section = (card: Card) => render(card).match(/<div class="link">(.*?)<\/div>/s)?.[1];

  test('has a link for each paper, its title as text', () => {
    const html = section(answerCard('순위', rankedSections(ranked)));
    expect(html).toContain(
      `<dt>${topWording.entry(1, cardWording.voteCount(2, 1), makePaper().upvotes)}</dt>`,
    );
    expect(html).toContain(
      '<dd lang="en"><a href="https://huggingface.co/papers/2608.00001">A &lt;b&gt;bold&lt;/b&gt; &quot;claim&quot; &amp; more</a></dd>',
    );
  });

  test('can link to a page of this channel, with the address escaped', () => {
    const to = (url: string) =>
      section(
        answerCard(
          '순위',
          rankedSections(ranked, () => url),
        ),
      );
    expect(to('/papers/2608.00001')).toContain('<a href="/papers/2608.00001">');
    expect(to('https://x.example/"><script>')).toContain('href="https://x.example/&quot;&gt;&lt;script&gt;"');
  });
});
