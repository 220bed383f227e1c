import { describe, expect, test } from 'vitest';
import { answerCard, bestCard, headingCard, paperCard, rankedSections } from '../../src/cards/build-card.ts';
import type { Reply } from '../../src/command/invocation.ts';
import type { Card, Section } from '../../src/domain/card/card.ts';
import { type Paper, paperUrl } from '../../src/domain/paper/paper.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { texToUnicode } from '../../src/lib/tex/tex-to-unicode.ts';
import { cardToDiscord, type DiscordMessage, replyToDiscord } from '../../src/render/discord.ts';
import { escapeDiscord } from '../../src/render/discord-text.ts';
import { createForm } from '../emulators/discord/form.ts';
import { checkRows } from '../emulators/discord/validate-components.ts';
import { checkEmbeds } from '../emulators/discord/validate-embeds.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';
import { createRandom } from '../fixtures/random.ts';
import { markdownToHtml, type Place } from '../pictures/discord-markdown.ts';

const cardOf = (
  paper: Partial<Paper>,
  summary: Partial<Parameters<typeof makeSummary>[0]> | null = {},
): Card =>
  paperCard({ paper: makePaper(paper), summary: summary && makeSummary(summary) }, '2026-08-21', 'not-yet');
const section = (text: string, label = '', name: Section['name'] = 'text'): Section => ({
  name,
  label,
  text,
});

/** Returns the only embed of a card, after the emulator's checks. */
function embedOf(card: Card) {
  const message = checked(cardToDiscord(card));
  expect(message.embeds).toHaveLength(1);
  return message.embeds[0] ?? expect.unreachable();
}

/** Returns the message if Discord would accept its lengths, totals, addresses and texts. */
function checked(message: DiscordMessage): DiscordMessage {
  const form = createForm();
  checkEmbeds(form, ['embeds'], message.embeds);
  checkRows(form, ['components'], message.components);
  form.done();
  return message;
}

const sizeOf = ({ embeds }: DiscordMessage) =>
  embeds
    .flatMap(({ title, description, fields, footer }) => [
      ...[title, description ?? '', footer?.text ?? ''],
      ...fields.flatMap(({ name, value }) => [name, value]),
    ])
    .join('').length;
const fieldOf = (card: Card, label: string) => embedOf(card).fields.find(({ name }) => name === label)?.value;
/** Returns escaped text as a reader sees it; undefined if any part of it is displayed as markup. */
const shown = (escaped: string, place: Place) => textIn(markdownToHtml(escaped, place));
function textIn(shownHtml: string): string | undefined {
  const html = shownHtml.replace(/<span class="emoji">(.*?)<\/span>/gs, '$1');
  if (/[<>]/.test(html)) return undefined;
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  return html.replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => entities[name] ?? '');
}

describe('a card', () => {
  test('of a paper is an embed: title with link, thumbnail, texts, votes, footer; links are buttons', () => {
    const card = cardOf({ codeUrl: 'https://github.com/fog/lighthouse' });
    const message = checked(cardToDiscord(card));
    expect(message).toEqual({
      embeds: [
        expect.objectContaining({
          title: makePaper().title,
          url: 'https://huggingface.co/papers/2608.00001',
          description: expect.stringContaining(makeSummary().summary),
          thumbnail: { url: makePaper().thumbnail },
          footer: { text: 'Mina Harbor, Otto Reef · arXiv 2608.00001' },
        }),
      ],
      components: [
        {
          type: 1,
          components: [
            { type: 2, style: 5, label: 'PDF', url: 'https://arxiv.org/pdf/2608.00001' },
            { type: 2, style: 5, label: '논문', url: 'https://huggingface.co/papers/2608.00001' },
            { type: 2, style: 5, label: '코드', url: 'https://github.com/fog/lighthouse' },
          ],
        },
      ],
    });
    expect(embedOf(card).description).toContain(`**${cardWording.labels.summary}**`);
    expect(embedOf(card).fields).toEqual([
      expect.objectContaining({ name: cardWording.labels.easy, value: makeSummary().easy }),
      expect.objectContaining({
        name: cardWording.labels.fields,
        value: '강화 학습(Reinforcement Learning)',
      }),
      expect.objectContaining({ name: cardWording.labels.upvotes, value: '7' }),
    ]);
  });

  test('without a summary has the abstract, and a notice as a quotation', () => {
    const { description, fields } = embedOf(cardOf({ abstract: 'Fog *everywhere*.' }, null));
    expect(description).toMatch(/^> /);
    expect(description).toContain(`> ${escapeDiscord(cardWording.noSummary)}\n`);
    expect(description).toContain(`**${cardWording.labels.abstract}**\nFog \\*everywhere\\*.`);
    expect(fields.map(({ name }) => name)).toEqual([cardWording.labels.fields, cardWording.labels.upvotes]);
    // They share a row.
    expect(fields.map(({ inline }) => inline)).toEqual([true, true]);
    const html = markdownToHtml(description ?? '', 'description');
    expect(html.match(/<blockquote>(.*?)<\/blockquote>/s)?.[1]).toContain(cardWording.noSummary);
    expect(html.match(/<blockquote>(.*?)<\/blockquote>/s)?.[1]).not.toContain('Fog');
  });

  test('of an edition has a button to the list, and of an answer none', () => {
    const heading = cardToDiscord(headingCard('2026-08-21', 40, 5));
    const url = 'https://huggingface.co/papers/date/2026-08-21';
    expect(heading.components).toEqual([
      { type: 1, components: [{ type: 2, style: 5, label: cardWording.buttons.list, url }] },
    ]);
    expect(checked(heading).embeds).toEqual([
      expect.objectContaining({
        title: cardWording.headingTitle('2026-08-21'),
        url: 'https://huggingface.co/papers/date/2026-08-21',
        description: cardWording.headingText(40, 5),
        fields: [],
      }),
    ]);
    const answer = checked(cardToDiscord(answerCard('lamp', [section('fog'), section('sea', '바다')])));
    expect(answer).toMatchObject({
      embeds: [{ title: 'lamp', description: 'fog', fields: [{ name: '바다', value: 'sea' }] }],
      components: [],
    });
    expect(answer.embeds[0]).not.toHaveProperty('url');
  });

  test('has a different colour for headings, papers and answers', () => {
    const cards = [headingCard('2026-08-21', 1, 1), cardOf({}), answerCard('lamp', [section('fog')])];
    const colors = cards.map((card) => cardToDiscord(card).embeds[0]?.color);
    expect(new Set(colors).size).toBe(3);
  });

  test('has no empty text if any part is empty', () => {
    const empty: Card = {
      ...cardOf({ title: '', abstract: '', authors: [] }, { summary: '', easy: '', fields: [] }),
      footer: '',
    };
    const nothing = answerCard('', [section(''), section('', '이름'), section('', '', 'easy')]);
    for (const card of [empty, nothing, answerCard('lamp', []), { ...empty, sections: [] }]) {
      const { title, fields, footer } = embedOf(card);
      const texts = [title, ...fields.flatMap(({ name, value }) => [name, value]), footer?.text ?? '…'];
      for (const text of texts) expect(text.trim()).not.toBe('');
    }
  });
});

const NASTY = [
  '$\\alpha_{t}$ and $V_{0.5}$',
  'Learning to <think> Again </think>',
  '**bold** __under__ *it* _it_ ~~gone~~ ||secret||',
  '`code` ```block``` ``x``',
  '@everyone @here <@123> <@!123> <@&123> <#123> <t:0:R> </paper:1> <a:b:1> <:c:2>',
  ':100: :fire: and 3:4:5',
  'https://evil.example http://evil.example <https://evil.example> steam://run',
  '[PDF](https://evil.example) [a]: https://evil.example',
  '# Heading',
  '## Heading',
  '-# Small',
  '> Quote',
  '>>> Quote',
  '- Item',
  '* Item',
  '+ Item',
  '¯\\_(ツ)_/¯',
  'a\\b \\* \\\\',
  '{a:b_c:d}',
  '&lt;b&gt; & "quoted"',
  '1.5 times 3*4',
];
const PLACES: Place[] = ['title', 'linked-title', 'description', 'value'];

describe('escaped text', () => {
  test.each(NASTY)('%j is displayed literally everywhere', (text) => {
    for (const place of PLACES) expect(shown(escapeDiscord(text), place), place).toBe(text);
  });

  test('is displayed literally at the start of each line, and after a label', () => {
    const text = NASTY.join('\n');
    expect(shown(escapeDiscord(text), 'value')).toBe(text);
    const html = markdownToHtml(`**라벨**\n${escapeDiscord(text)}`, 'description');
    expect(html.replace(/^<strong>라벨<\/strong>/, '')).not.toMatch(/<(?!\/?span)/);
  });

  test.each([
    'Plain words, 3.5% of them (or so)!',
    '한국어 요약입니다.',
    'state-of-the-art',
    'A & B',
    'C# and F#',
  ])('%j needs no escape', (text) => expect(escapeDiscord(text)).toBe(text));

  const TOKENS = [
    ...[
      'a',
      'Z',
      '9',
      '한',
      '👍',
      ' ',
      '  ',
      '\n',
      '*',
      '**',
      '***',
      '_',
      '__',
      '~~',
      '`',
      '```',
      '||',
      '|',
      '\\',
    ],
    ...[
      '<',
      '>',
      '>>> ',
      '> ',
      '# ',
      '## ',
      '-# ',
      '- ',
      '* ',
      '+ ',
      '[',
      '](',
      '](https://e.xy)',
      '(',
      ')',
      ']',
    ],
    ...[
      '<@1>',
      '<@&1>',
      '<#1>',
      '<t:1>',
      '</a:1>',
      '<:a:1>',
      '<a:a:1>',
      '@everyone',
      '@here',
      '@',
      ':100:',
      ':',
    ],
    ...[
      '://',
      'https://e.xy',
      '<https://e.xy>',
      '$',
      '{',
      '}',
      '^',
      '&',
      '&amp;',
      '"',
      "'",
      '.',
      '-',
      '=',
      '/',
    ],
    ...['¯\\_(ツ)_/¯', 'mailto:a@b.cd', 'b_c', '1', ':b_c:'],
  ];

  test('is displayed literally next to any text', () => {
    const random = createRandom(7);
    const pick = () => TOKENS[Math.floor(random() * TOKENS.length)] ?? '';
    for (let n = 0; n < 3_000; n += 1) {
      const text = Array.from({ length: 1 + Math.floor(random() * 8) }, pick)
        .join('')
        .trim();
      // Discord treats this as a list, but displays its numbers as written.
      if (/^ *\d+\. /m.test(text)) continue;
      for (const place of PLACES) {
        const escaped = escapeDiscord(text);
        if (shown(escaped, place) !== text)
          expect.unreachable(`${JSON.stringify(text)} in a ${place}: ${escaped}`);
      }
    }
  });

  test('is used in titles, texts, labels and notices; a footer has no Markdown', () => {
    const text = 'a*b_c <think>';
    const escaped = 'a\\*b\\_c \\<think>';
    const card: Card = {
      ...cardOf(
        { title: text, authors: [text] },
        { summary: text, easy: text, fields: [{ ko: text, en: text }] },
      ),
      notice: text,
    };
    const embed = embedOf(card);
    expect(embed.title).toBe(escaped);
    expect(embed.description).toContain(`> ${escaped}\n`);
    expect(embed.description?.endsWith(`\n${escaped}`)).toBe(true);
    expect(embed.fields.map(({ value }) => value)).toEqual([escaped, `${escaped}(${escaped})`, '7']);
    expect(embed.footer?.text).toBe(`${text} · arXiv 2608.00001`);
    expect(embedOf(answerCard('lamp', [section('fog', text)])).fields[0]?.name).toBe(escaped);
  });
});

describe('at the limits', () => {
  test.each<[string, number, string]>([
    ['x', 256, 'x'.repeat(256)],
    ['x', 257, `${'x'.repeat(255)}…`],
    ['한', 256, '한'.repeat(256)],
    ['한', 300, `${'한'.repeat(255)}…`],
    ['*', 128, '\\*'.repeat(128)],
    ['*', 129, `${'\\*'.repeat(127)}…`],
    ['👍🏽', 64, '👍🏽'.repeat(64)],
    ['👍🏽', 65, `${'👍🏽'.repeat(63)}…`],
    ['👨‍👩‍👧‍👦', 24, `${'👨‍👩‍👧‍👦'.repeat(23)}…`],
  ])('a title of %j %i times', (character, count, title) => {
    expect(embedOf(cardOf({ title: character.repeat(count) })).title).toBe(title);
  });

  test('a title with an address keeps to the limit', () => {
    for (const from of [0, 100, 236, 240, 250]) {
      const title = `${'x'.repeat(from)} https://fog.example ${'y'.repeat(300)}`;
      expect(embedOf(cardOf({ title })).title.length).toBeLessThanOrEqual(256);
    }
  });

  test.each<[number, string]>([
    [1_024, 'x'.repeat(1_024)],
    [1_025, `${'x'.repeat(1_023)}…`],
  ])('쉬운설명 of %i characters', (count, value) => {
    expect(fieldOf(cardOf({}, { easy: 'x'.repeat(count) }), cardWording.labels.easy)).toBe(value);
  });

  test('a summary of 3,500 characters is shown completely, next to its label', () => {
    const summary = 'x'.repeat(3_500);
    expect(embedOf(cardOf({}, { summary })).description?.endsWith(summary)).toBe(true);
    const { description } = embedOf(cardOf({}, { summary: `${summary}y` }));
    expect(description?.endsWith(`${'x'.repeat(3_499)}…`)).toBe(true);
  });

  test('a card whose parts all have their maximum length has less than 6,000 characters; the longest text is cut first', () => {
    const long = (character: string) => character.repeat(9_000);
    for (const character of ['x', '한', '*', '://', ':a:', '-\n', '👨‍👩‍👧‍👦', '\u1112\u1161\u11ab']) {
      const text = long(character);
      const card: Card = {
        ...cardOf(
          { title: text, authors: ['a'.repeat(500)] },
          { summary: text, easy: text, fields: [{ ko: text, en: text }] },
        ),
        notice: cardWording.noSummary,
      };
      const message = checked(cardToDiscord(card));
      expect(sizeOf(message)).toBeLessThanOrEqual(6_000);
      expect(sizeOf(message)).toBeGreaterThan(3_500);
      expect(message.embeds[0]?.footer?.text).toContain('arXiv 2608.00001');
    }
  });

  test('a footer has at most 2,048 characters', () => {
    expect(embedOf(cardOf({ authors: ['x'.repeat(3_000)] })).footer?.text.length).toBeLessThanOrEqual(2_048);
  });

  const url = (length: number, filler = 'x') => `https://github.com/${filler.repeat(length - 19)}`;
  test.each([
    ['x', 512],
    // A button's address needs no escapes.
    ['_', 512],
  ])('a code address of %j with 512 characters is a button', (filler, length) => {
    const card = cardOf({ codeUrl: url(length, filler) });
    expect(JSON.stringify(cardToDiscord(card).components)).toContain(`"${url(length, filler)}"`);
    expect(fieldOf(card, cardWording.buttons.code)).toBeUndefined();
  });

  test('a code address of 513 characters is text, in full', () => {
    const card = cardOf({ codeUrl: url(513) });
    expect(JSON.stringify(cardToDiscord(card).components)).not.toContain('github');
    expect(fieldOf(card, cardWording.buttons.code)?.replaceAll('\\', '')).toBe(url(513));
  });
});

describe('a reply', () => {
  const answer = (cards: readonly Card[], buttons: Reply['buttons'] = []) =>
    checked(replyToDiscord({ cards, buttons }));
  const papers = (
    count: number,
    overrides: Partial<Paper> = {},
    summary: Parameters<typeof makeSummary>[0] = {},
  ) => Array.from({ length: count }, (_, n) => cardOf({ id: `2608.${10_000 + n}`, ...overrides }, summary));
  const long = { summary: '안개 속의 등대를 찾습니다. '.repeat(300), easy: '쉬운 말입니다. '.repeat(200) };
  const huge = { title: '긴 제목 '.repeat(200), authors: ['a'.repeat(300)] };

  test('has an embed for each card, each with its own address', () => {
    const message = answer([headingCard('2026-08-21', 40, 5), ...papers(5)]);
    expect(message.embeds.map(({ url }) => url)).toEqual([
      'https://huggingface.co/papers/date/2026-08-21',
      ...papers(5).map(({ title }) => title.url),
    ]);
    expect(message.components).toEqual([]);
  });

  test('has clickable links in its text', () => {
    const codeUrl = 'https://github.com/fog/light_house(2)';
    const [embed] = answer(papers(1, { codeUrl })).embeds;
    const html = [embed?.description ?? '', ...(embed?.fields.map(({ value }) => value) ?? [])]
      .map((text) => markdownToHtml(text, 'description'))
      .join('\n');
    for (const address of [
      'https://arxiv.org/pdf/2608.10000',
      'https://huggingface.co/papers/2608.10000',
      codeUrl,
    ])
      expect(html).toContain(`href="${address}"`);
    const { pdf, page, code } = cardWording.buttons;
    for (const label of [pdf, page, code]) expect(html).toContain(`>${label}</a>`);
  });

  test.each([1, 2, 5, 6, 9, 10])('of %i cards with long texts has at most 6,000 characters', (count) => {
    const message = answer(papers(count, {}, long));
    expect(message.embeds).toHaveLength(count);
    expect(sizeOf(message)).toBeLessThanOrEqual(6_000);
    // The texts fill the available room.
    expect(sizeOf(message)).toBeGreaterThan(count === 1 ? 4_000 : 5_000);
    for (const { description, fields } of message.embeds)
      expect(`${description}${fields.map(({ value }) => value).join('')}`).toContain('…');
  });

  test.each([
    ['long titles and authors', huge],
    ['long titles and long code addresses', { ...huge, codeUrl: `https://github.com/${'x'.repeat(280)}` }],
    ['code addresses of 1,000 characters', { codeUrl: `https://github.com/${'x'.repeat(981)}` }],
    ['marks alone', { title: '*'.repeat(999), authors: ['_'.repeat(300)] }],
  ])('of ten cards with %s has at most 6,000 characters', (_, overrides) => {
    const message = answer(papers(10, overrides, long));
    expect(message.embeds).toHaveLength(10);
    expect(sizeOf(message)).toBeLessThanOrEqual(6_000);
  });

  test('gives the space that short cards leave to the long ones', () => {
    const message = answer([...papers(4), ...papers(1, { id: '2608.20000' }, long)]);
    expect(sizeOf({ ...message, embeds: message.embeds.slice(4) })).toBeGreaterThan(2_500);
  });

  test('of eleven or more cards has ten', () => {
    for (const count of [11, 30]) expect(answer(papers(count, huge, long)).embeds).toHaveLength(10);
  });

  test('has a button for each command line, which a press sends back', () => {
    const buttons = [
      { label: '이전', line: '/paper today day:2026-08-21 page:1' },
      { label: '다음', line: '/paper today day:2026-08-21 page:3' },
    ];
    expect(answer(papers(1), buttons).components).toEqual([
      {
        type: 1,
        components: buttons.map(({ label, line }) => ({ type: 2, style: 2, label, custom_id: line })),
      },
    ]);
  });

  test.each([
    [1, [1]],
    [5, [5]],
    [6, [5, 1]],
    [8, [5, 3]],
    [11, [5, 5, 1]],
    [25, [5, 5, 5, 5, 5]],
  ])('has its %i buttons in rows of at most five, in order', (count, rows) => {
    const buttons = Array.from({ length: count }, (_, n) => ({ label: `${n}`, line: `/paper show ${n}` }));
    const { components } = answer([answerCard('lamp', [])], buttons);
    expect(components.map((row) => row.components.length)).toEqual(rows);
    expect(components.flatMap((row) => row.components.map(({ label }) => label))).toEqual(
      buttons.map(({ label }) => label),
    );
  });

  test.each([
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(79)}…`],
    ['👨‍👩‍👧‍👦'.repeat(9), `${'👨‍👩‍👧‍👦'.repeat(7)}…`],
  ])('cuts the label %j between graphemes, with "…"', (label, shown) => {
    const { components } = answer([answerCard('lamp', [])], [{ label, line: '/paper help' }]);
    expect(components[0]?.components[0]?.label).toBe(shown);
  });

  test('without cards is empty', () => {
    expect(answer([])).toEqual({ embeds: [], components: [] });
  });
});

describe('a ranking', () => {
  const rank = (titles: readonly string[]) =>
    titles.map((title, index) => ({
      paper: makePaper({ id: `2608.${10_000 + index}`, title, upvotes: 1_234 - index }),
      votes: { up: 12, down: index },
    }));
  const channel = '300000000000000001';
  const linkOf = (id: string) =>
    `https://discord.com/channels/200000000000000001/${channel}/${id.replace('.', '')}000000000`;
  const MONSTERS = [
    'x'.repeat(2_000),
    '*'.repeat(2_000),
    '](https://evil.example) ['.repeat(90),
    '👨‍👩‍👧‍👦'.repeat(400),
  ];

  test('has a field for each paper: rank, votes and upvotes, and the title as a link', () => {
    const [embed] = checked(
      replyToDiscord({ cards: [answerCard('순위', rankedSections(rank(['Fog'])))], buttons: [] }),
    ).embeds;
    expect(embed?.fields).toEqual([
      {
        name: '1위 · 👍 12 · 👎 0 · 추천수 1234',
        value: '[Fog](https://huggingface.co/papers/2608.10000)',
      },
    ]);
  });

  test.each(NASTY)('displays the title %j literally, with one link, ours', (title) => {
    const [embed] = checked(
      cardToDiscord(bestCard('2026-08-22', { from: '2026-08-15', to: '2026-08-21' }, rank([title]), linkOf)),
    ).embeds;
    const html = markdownToHtml(embed?.fields[0]?.value ?? '', 'value');
    expect([...html.matchAll(/href="([^"]*)"/g)].map(([, url]) => url)).toEqual([linkOf('2608.10000')]);
    // Discord shows escapes in a link's text as backslashes, so its link follows a title with markup characters.
    const [, before = '', label = ''] = html.match(/^(.*?) ?<a [^>]*>(.*)<\/a>$/s) ?? [];
    expect(label === cardWording.labels.links ? textIn(before) : textIn(before + label)).toBe(
      texToUnicode(title),
    );
  });

  test.each([5, 10])(
    'of %i papers with very long titles is accepted, each with its complete link',
    (count) => {
      for (const monster of MONSTERS) {
        const ranked = rank(Array.from({ length: count }, () => monster));
        const ids = ranked.map(({ paper }) => paper.id);
        const top = answerCard('순위', [section('설명'), ...rankedSections(ranked)]);
        for (const [message, urls] of [
          [
            cardToDiscord(bestCard('2026-08-22', { from: '2026-08-15', to: '2026-08-21' }, ranked, linkOf)),
            ids.map(linkOf),
          ],
          [replyToDiscord({ cards: [top], buttons: [] }), ids.map(paperUrl)],
        ] as const) {
          const values = checked(message).embeds[0]?.fields.map(({ value }) => value) ?? [];
          expect(values.map((value) => value.match(/…(?: \[\S+)?\]\((https:[^)]*)\)$/)?.[1])).toEqual(urls);
        }
      }
    },
  );

  test('has the votes next to each paper', () => {
    const card = paperCard({ paper: makePaper(), summary: null }, null, 'for-good', { up: 3, down: 1 });
    expect(fieldOf(card, cardWording.labels.votes)).toBe(cardWording.voteCount(3, 1));
  });
});

test.each([
  ['300000000000000001', '<#300000000000000001>'],
  ['@everyone', '\\@everyone'],
])('a channel is shown by its id, and anything else as text: %s', (id, value) => {
  const card = answerCard('제목', [section(id, '채널', 'channel')]);
  expect(embedOf(card).fields).toEqual([{ name: '채널', value }]);
});
