import { describe, expect, test } from 'vitest';
import { answerCard, bestCard, headingCard, paperCard, rankedSections } from '../../src/cards/build-card.ts';
import type { Reply } from '../../src/command/invocation.ts';
import type { Card, Section } from '../../src/domain/card/card.ts';
import { type Paper, paperUrl } from '../../src/domain/paper/paper.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { topWording } from '../../src/i18n/ko/top.ts';
import { texToUnicode } from '../../src/lib/tex/tex-to-unicode.ts';
import { cardToSlack, replyToSlack, type SlackMessage } from '../../src/render/slack.ts';
import { escapeSlack } from '../../src/render/slack-text.ts';
import { checkContent } from '../emulators/slack/validate-message.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';
import { sectionsOf, titleOf, unescapeSlack } from '../platforms/slack/api/call-harness.ts';

const cardOf = (
  paper: Partial<Paper> = {},
  summary: Partial<Parameters<typeof makeSummary>[0]> | null = {},
): Card =>
  paperCard({ paper: makePaper(paper), summary: summary && makeSummary(summary) }, '2026-08-21', 'not-yet');
const section = (text: string, label = '', name: Section['name'] = 'text'): Section => ({
  name,
  label,
  text,
});

/** Returns the message if Slack would accept it, new or as an edit, without splitting it or finding a mention. */
function checked(message: SlackMessage): SlackMessage {
  const notes: string[] = [];
  const fields = JSON.parse(JSON.stringify(message));
  checkContent(fields, { note: (kind, text) => notes.push(`${kind}: ${text}`), maxText: 4_000 });
  expect(notes).toEqual([]);
  expect(Object.keys(message).toSorted()).toEqual(['blocks', 'text']);
  return message;
}
// biome-ignore lint/suspicious/noExplicitAny: a block is what its type says.
const blocksOf = (card: Card, withPicture?: boolean): any[] => [
  ...checked(cardToSlack(card, withPicture)).blocks,
];
const typesOf = (card: Card) => blocksOf(card).map(({ type }) => type);
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const bold = (text: string) => ({ type: 'text', text, style: { bold: true } });
const text = (words: string) => ({ type: 'text', text: words });
const rich = (...elements: object[]) => ({ type: 'rich_text_section', elements });

describe('a card', () => {
  test('of a paper has its title and texts as rich text, its picture, a footer and URL buttons', () => {
    const { summary, easy } = makeSummary();
    expect(blocksOf(cardOf({ codeUrl: 'https://github.com/fog/lighthouse' }))).toEqual([
      {
        type: 'rich_text',
        elements: [
          rich(
            { ...bold(makePaper().title), type: 'link', url: paperUrl('2608.00001') },
            text('\n\n'),
            ...[bold(cardWording.labels.summary), text('\n'), text(summary), text('\n\n')],
            ...[bold(cardWording.labels.easy), text('\n'), text(easy), text('\n\n')],
            ...[bold(cardWording.labels.fields), text('\n'), text('강화 학습(Reinforcement Learning)')],
            ...[text('\n\n'), bold(cardWording.labels.upvotes), text(' '), text('7')],
          ),
        ],
      },
      {
        type: 'image',
        image_url: makePaper().thumbnail,
        alt_text: cardWording.thumbnailAlt(makePaper().title),
      },
      { type: 'context', elements: [plain('Mina Harbor, Otto Reef · arXiv 2608.00001')] },
      {
        type: 'actions',
        elements: [
          {
            type: 'button',
            action_id: 'link:pdf',
            text: plain('PDF'),
            url: 'https://arxiv.org/pdf/2608.00001',
          },
          {
            type: 'button',
            action_id: 'link:page',
            text: plain('논문'),
            url: 'https://huggingface.co/papers/2608.00001',
          },
          {
            type: 'button',
            action_id: 'link:code',
            text: plain('코드'),
            url: 'https://github.com/fog/lighthouse',
          },
        ],
      },
    ]);
  });

  test('without its picture has the same content', () => {
    for (const card of [cardOf(), cardOf({}, null)]) {
      const pictured = blocksOf(card);
      const picture = pictured.findIndex(({ type }) => type === 'image');
      expect(picture).toBe(1);
      expect(blocksOf(card, false)).toEqual(pictured.toSpliced(picture, 1));
      expect(cardToSlack(card, false).text).toBe(cardToSlack(card).text);
    }
  });

  test('without a summary has the abstract, with a notice between it and the title as a quotation', () => {
    const card = cardOf({ abstract: 'Fog *everywhere* & <so on>.' }, null);
    const [{ elements }] = blocksOf(card);
    expect(titleOf({ blocks: blocksOf(card) })).toEqual(card.title);
    expect(elements[0].elements).toHaveLength(1);
    expect(elements[1]).toEqual({ type: 'rich_text_quote', elements: [text(cardWording.noSummary)] });
    expect(elements[2].elements.slice(0, 3)).toEqual([
      bold(cardWording.labels.abstract),
      text('\n'),
      text('Fog *everywhere* & <so on>.'),
    ]);
  });

  test('of an edition has no picture, but a button to the list, and of an answer neither', () => {
    const heading = headingCard('2026-08-21', 40, 5);
    expect(typesOf(heading)).toEqual(['rich_text', 'actions']);
    expect(titleOf({ blocks: blocksOf(heading) })).toEqual({
      text: cardWording.headingTitle('2026-08-21'),
      url: 'https://huggingface.co/papers/date/2026-08-21',
    });
    expect(JSON.stringify(blocksOf(heading))).toContain(cardWording.headingText(40, 5));
    const answer = blocksOf(answerCard('lamp', [section('fog'), section('sea', '바다')]));
    expect(answer).toEqual([
      {
        type: 'rich_text',
        elements: [
          rich(
            ...[bold('lamp'), text('\n\n'), text('fog'), text('\n\n')],
            ...[bold('바다'), text('\n'), text('sea')],
          ),
        ],
      },
    ]);
  });

  test('has no empty text if any part is empty', () => {
    const empty: Card = {
      ...cardOf({ title: '', abstract: '', authors: [] }, { summary: '', easy: '', fields: [] }),
      footer: '',
    };
    const nothing = answerCard('', [section(''), section('', '이름'), section('', '', 'easy')]);
    for (const card of [empty, nothing, answerCard('lamp', []), { ...empty, sections: [], buttons: [] }]) {
      for (const withPicture of [true, false]) blocksOf(card, withPicture);
    }
  });
});

const NASTY = [
  '$\\alpha_{t}$ and $V_{0.5}$ < 3 & > 2',
  'Learning to <think> Again </think>',
  '*bold* _it_ ~gone~ `code` ```block```',
  '<!channel> <!here|here> <@U0READER> <#C0PAPERS|papers> <!subteam^S1|team>',
  '<https://evil.example|PDF> https://evil.example mailto:a@b.cd',
  'A | B || C',
  '> Quote',
  '• Item',
  ':fire: :+1: 3:4:5',
  '&lt;!channel&gt; &amp;amp;',
  '"quoted" \'so\'',
];

describe('text', () => {
  test.each(NASTY)('%j is displayed literally everywhere', (nasty) => {
    const card: Card = {
      ...cardOf(
        { title: nasty, authors: [nasty] },
        { summary: nasty, easy: nasty, fields: [{ ko: nasty, en: nasty }] },
      ),
      title: { text: nasty, url: paperUrl(makePaper().id) },
      notice: nasty,
    };
    for (const withPicture of [true, false]) {
      const blocks = blocksOf(card, withPicture);
      expect(titleOf({ blocks }).text).toBe(nasty);
      const spans = blocks
        .filter(({ type }) => type === 'rich_text')
        .flatMap(({ elements }) => elements.flatMap((one: { elements: object[] }) => one.elements));
      expect(spans).toContainEqual(text(nasty));
      for (const said of [nasty, `${nasty}(${nasty})`]) expect(spans).toContainEqual(text(said));
      expect(blocks.find(({ type }) => type === 'context').elements).toEqual([
        plain(`${nasty} · arXiv 2608.00001`),
      ]);
    }
    const message = checked(cardToSlack(card));
    expect(message.text).not.toMatch(/[<>]|&(?!(amp|lt|gt);)/);
    expect(unescapeSlack(message.text).split('\n').slice(0, 3)).toEqual([
      nasty,
      nasty,
      `${cardWording.labels.summary}: ${nasty}`,
    ]);
  });

  test('for screen readers has the whole content of the card', () => {
    const card = cardOf({}, null);
    const [title, notice, ...rest] = cardToSlack(card).text.split('\n');
    expect([title, notice]).toEqual([card.title.text, cardWording.noSummary]);
    expect(rest).toEqual([
      ...card.sections.map((one) => `${one.label}: ${one.text}`),
      card.footer,
      ...card.buttons.map(({ label, url }) => `${label}: ${url}`),
    ]);
    expect(cardToSlack(answerCard('lamp', [section('fog')])).text).toBe('lamp\nfog');
  });

  test.each([...'&<>'])('for screen readers is not cut within an escaped %s', (mark) => {
    const { text: long } = checked(cardToSlack(cardOf({ title: mark.repeat(5_000) })));
    expect(long).toMatch(new RegExp(`^(${escapeSlack(mark)})+…$`));
    expect(long.length).toBeGreaterThan(3_800);
    for (const before of [1, 2, 3, 4]) {
      const title = `${'x'.repeat(before)}${mark.repeat(5_000)}`;
      expect(cardToSlack(cardOf({ title })).text.replace(/&(amp|lt|gt);/g, '')).not.toContain('&');
    }
  });
});

describe('at the limits', () => {
  const family = '👨‍👩‍👧‍👦';
  test.each<[string, number, string]>([
    ['x', 2_000, 'x'.repeat(2_000)],
    ['x', 2_001, `${'x'.repeat(1_999)}…`],
    ['&', 400, '&'.repeat(400)],
    ['&', 401, `${'&'.repeat(399)}…`],
    ['한', 2_001, `${'한'.repeat(1_999)}…`],
    [family, 200, `${family.repeat(181)}…`],
  ])('a title of %j %i times', (character, count, title) => {
    for (const withPicture of [true, false]) {
      const blocks = blocksOf(cardOf({ title: character.repeat(count) }), withPicture);
      expect(titleOf({ blocks }).text).toBe(title);
    }
  });

  test.each<[number, string]>([
    [3_000, 'x'.repeat(3_000)],
    [3_001, `${'x'.repeat(2_999)}…`],
  ])('a summary of %i characters', (count, said) => {
    const blocks = blocksOf(cardOf({}, { summary: 'x'.repeat(count) }));
    expect(sectionsOf({ blocks })).toContainEqual({ label: cardWording.labels.summary, text: said });
  });

  test('the alternative text of a picture has at most 2,000 characters', () => {
    const picture = blocksOf(cardOf({ title: '한'.repeat(5_000) })).find(({ type }) => type === 'image');
    expect(picture.alt_text).toHaveLength(2_000);
    expect(picture.alt_text.endsWith('…')).toBe(true);
  });

  test('a card whose parts all have their maximum length is accepted, with every label and a "…"', () => {
    for (const character of ['x', '한', '&', '<', family, '\u1112\u1161\u11ab', ' x']) {
      const long = character.repeat(9_000);
      const card: Card = {
        ...cardOf(
          { title: long, authors: ['a'.repeat(5_000)] },
          { summary: long, easy: long, fields: [{ ko: long, en: long }] },
        ),
        notice: long,
      };
      for (const withPicture of [true, false]) {
        const said = JSON.stringify(blocksOf(card, withPicture));
        for (const label of [
          cardWording.labels.summary,
          cardWording.labels.easy,
          cardWording.labels.fields,
          cardWording.labels.upvotes,
        ])
          expect(said).toContain(label);
        expect(said).toContain('…');
      }
    }
  });

  const url = (length: number) => `https://github.com/${'x'.repeat(length - 19)}`;
  test('a code address of 3,000 characters is a button; a longer one is text, cut with "…"', () => {
    const buttons = blocksOf(cardOf({ codeUrl: url(3_000) })).at(-1).elements;
    expect(buttons.at(-1)).toMatchObject({ action_id: 'link:code', url: url(3_000) });
    const blocks = blocksOf(cardOf({ codeUrl: url(3_001) }));
    expect(blocks.at(-1).elements).toHaveLength(2);
    expect(sectionsOf({ blocks }).at(-1)).toEqual({
      label: cardWording.buttons.code,
      text: `${url(3_000).slice(0, 2_999)}…`,
    });
  });
});

describe('a reply', () => {
  const answer = (cards: readonly Card[], more: Partial<Reply> = {}) =>
    checked(replyToSlack({ cards, buttons: [], ...more }));
  const papers = (count: number, paper: Partial<Paper> = {}, summary = {}) =>
    Array.from({ length: count }, (_, n) => cardOf({ id: `2608.${10_000 + n}`, ...paper }, summary));
  const spansOf = ({ blocks }: SlackMessage) =>
    // biome-ignore lint/suspicious/noExplicitAny: a block is what its type says.
    (blocks as any[])
      .filter(({ type }) => type === 'rich_text')
      .flatMap(({ elements }) => elements.flatMap((one: { elements: object[] }) => one.elements));

  test('has each card with its links in the text, and only the buttons of the reply', () => {
    const cards = papers(2, { codeUrl: 'https://github.com/fog/light_house(2)' });
    const message = answer(cards);
    expect(message.blocks.map(({ type }) => type)).toEqual([
      ...['rich_text', 'context'],
      ...['divider', 'rich_text', 'context'],
    ]);
    for (const { label, url } of cards.flatMap(({ buttons }) => buttons))
      expect(spansOf(message)).toContainEqual({ type: 'link', text: label, url });
    expect(message.text).toBe(cards.map((card) => cardToSlack(card).text).join('\n'));
  });

  test('has command buttons, and a list to pick from', () => {
    const buttons = [
      { label: '이전', line: 'today page:1' },
      { label: '다'.repeat(200), line: 'x'.repeat(100) },
    ];
    const pick = { label: subscriptionWording.pickField, command: 'subscribe', option: 'fields' };
    const { blocks } = answer([answerCard('lamp', [section('fog')])], { buttons, pick });
    expect(blocks.at(-1)).toEqual({
      type: 'actions',
      elements: [
        { type: 'button', action_id: 'line:0', text: plain('이전'), value: 'today page:1' },
        {
          type: 'button',
          action_id: 'line:1',
          text: plain(`${'다'.repeat(74)}…`),
          value: 'x'.repeat(100),
        },
        {
          type: 'external_select',
          action_id: 'pick:subscribe:fields',
          placeholder: plain(subscriptionWording.pickField),
          min_query_length: 1,
        },
      ],
    });
    const alone = answer([answerCard('lamp', [section('fog')])], { pick });
    expect(alone.blocks.at(-1)).toMatchObject({ type: 'actions', elements: [{ type: 'external_select' }] });
  });

  test('without cards has no blocks, with a card of one word it has one', () => {
    expect(replyToSlack({ cards: [], buttons: [] }).blocks).toEqual([]);
    expect(answer([answerCard('lamp', [])]).blocks).toHaveLength(1);
  });

  test.each(['안개 속의 등대를 찾습니다. ', 'x', '&<>', '👨‍👩‍👧‍👦'])(
    'of a heading and six long cards (%j) stays within the limits, and each card is in it',
    (words) => {
      const long = words.repeat(3_000);
      const huge = {
        title: long,
        abstract: long,
        authors: [long],
        codeUrl: `https://github.com/${'x'.repeat(900)}`,
      };
      const cards = [
        headingCard('2026-08-21', 40, 6),
        ...papers(6, huge, { summary: long, easy: long, fields: [{ ko: long, en: long }] }),
      ];
      const buttons = [
        { label: '이전', line: 'today page:1' },
        { label: '다음', line: 'today page:3' },
      ];
      const pick = { label: 'pick', command: 'subscribe', option: 'fields' };
      const message = answer(cards, { buttons, pick });
      expect(message.blocks.length).toBeLessThanOrEqual(50);
      expect(message.blocks.at(-1)).toMatchObject({ elements: [{}, {}, {}] });
      const said = JSON.stringify(message.blocks);
      for (const { title, buttons: links } of cards) {
        expect(said).toContain(title.url);
        for (const { label, url } of links)
          expect(spansOf(message)).toContainEqual({ type: 'link', text: label, url });
      }
      for (const label of [cardWording.labels.summary, cardWording.labels.easy, cardWording.labels.upvotes])
        expect(said.split(`"${label}"`)).toHaveLength(7);
    },
  );

  test('has its only picture, or none if Slack could not fetch it', () => {
    const one = { cards: papers(1), buttons: [] };
    expect(checked(replyToSlack(one)).blocks).toContainEqual(
      expect.objectContaining({ type: 'image', image_url: one.cards[0]?.thumbnail?.url }),
    );
    const bare = checked(replyToSlack(one, false));
    expect(JSON.stringify(bare.blocks)).not.toContain('image');
    expect(titleOf({ blocks: [...bare.blocks] as never })).toEqual(one.cards[0]?.title);
    expect(bare.text).toBe(replyToSlack(one).text);
  });

  test('with eleven buttons and a list to pick from has them all in one block', () => {
    const buttons = Array.from({ length: 11 }, (_, n) => ({ label: `${n}`, line: `/paper show ${n}` }));
    const pick = { label: 'pick', command: 'search', option: 'field' };
    const row = answer([answerCard('lamp', [])], { buttons, pick }).blocks.at(-1);
    expect(row?.elements).toHaveLength(12);
  });

  test('of six short cards is shown completely', () => {
    const cards = papers(6);
    const said = JSON.stringify(answer(cards).blocks);
    for (const card of cards) for (const one of card.sections) expect(said).toContain(one.text);
    expect(said).not.toContain('…');
  });
});

describe('a ranking', () => {
  const rank = (titles: readonly string[]) =>
    titles.map((title, index) => ({
      paper: makePaper({ id: `2608.${10_000 + index}`, title, upvotes: 1_234 - index }),
      votes: { up: 12, down: index },
    }));
  const linkOf = (id: string) => `https://loopback.slack.com/archives/C0PAPERS/p${id.replace('.', '')}000000`;
  /** Returns the links of the papers in a ranking. */
  const linksIn = (message: SlackMessage) =>
    // biome-ignore lint/suspicious/noExplicitAny: a block is what its type says.
    (checked(message).blocks as any[])
      .flatMap(({ elements }) => elements.flatMap((one: { elements: object[] }) => one.elements ?? []))
      .filter(({ type, url }) => type === 'link' && !url.includes('/week/'));

  test('has each paper with its rank and votes, and below them its title as a link', () => {
    const blocks = blocksOf(answerCard('순위', rankedSections(rank(['Fog', 'Sea']))));
    const entry = (index: number, title: string) => [
      ...[
        text('\n\n'),
        bold(topWording.entry(index + 1, cardWording.voteCount(12, index), 1_234 - index)),
        text('\n'),
      ],
      { type: 'link', url: paperUrl(`2608.1000${index}`), text: title },
    ];
    expect(blocks).toEqual([
      { type: 'rich_text', elements: [rich(bold('순위'), ...entry(0, 'Fog'), ...entry(1, 'Sea'))] },
    ]);
  });

  test.each(NASTY)('displays the title %j literally', (title) => {
    const best = bestCard('2026-08-22', { from: '2026-08-15', to: '2026-08-21' }, rank([title]), linkOf);
    expect(linksIn(cardToSlack(best))).toEqual([
      { type: 'link', url: linkOf('2608.10000'), text: texToUnicode(title) },
    ]);
  });

  test.each([5, 10])(
    'of %i papers with very long titles is accepted, each with its complete link',
    (count) => {
      for (const monster of [
        'x'.repeat(2_000),
        '&'.repeat(2_000),
        '👨‍👩‍👧‍👦'.repeat(400),
        '한'.repeat(2_000),
      ]) {
        const ranked = rank(Array.from({ length: count }, () => monster));
        const best = bestCard('2026-08-22', { from: '2026-08-15', to: '2026-08-21' }, ranked, linkOf);
        const top = answerCard('순위', [section('설명'), ...rankedSections(ranked)]);
        for (const [message, of] of [
          [cardToSlack(best), linkOf],
          [replyToSlack({ cards: [top], buttons: [] }), paperUrl],
        ] as const) {
          const links = linksIn(message);
          expect(links.map(({ url }) => url)).toEqual(ranked.map(({ paper }) => of(paper.id)));
          for (const link of links) expect(link.text).not.toBe('');
        }
      }
    },
  );

  test('has the votes on a line, next to their label', () => {
    const votes = { up: 3, down: 1 };
    const card = paperCard({ paper: makePaper(), summary: null }, null, 'for-good', votes);
    expect(sectionsOf({ blocks: blocksOf(card) })).toContainEqual({
      label: cardWording.labels.votes,
      text: cardWording.voteCount(3, 1),
    });
  });
});

test.each([
  ['C0PAPERS', { type: 'channel', channel_id: 'C0PAPERS' }],
  ['<!channel>', { type: 'text', text: '<!channel>' }],
])('a channel is shown by its id, and anything else as text: %s', (id, element) => {
  const card = answerCard('제목', [section(id, '채널', 'channel')]);
  expect(JSON.stringify(blocksOf(card))).toContain(JSON.stringify(element));
});
