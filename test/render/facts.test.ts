import { describe, expect, test } from 'vitest';
import { answerCard, bestCard, headingCard, paperCard, rankedSections } from '../../src/cards/build-card.ts';
import { type Card, fit as fitTo } from '../../src/domain/card/card.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import { cardToDiscord, type DiscordMessage, replyToDiscord } from '../../src/render/discord.ts';
import { cardToHtml } from '../../src/render/html.ts';
import { limits } from '../../src/render/limits.ts';
import { cardsToMarkdown } from '../../src/render/markdown.ts';
import { cardToSlack, replyToSlack, type SlackMessage } from '../../src/render/slack.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

/** The visible content of a card, and its links. */
interface Seen {
  /** The separate texts, as displayed. */
  readonly texts: readonly string[];
  /** Addresses that are links or visible text. */
  readonly urls: readonly string[];
  readonly pictures: readonly string[];
}

/** Returns what Discord displays of a message; understands only the Markdown that our renderer uses. */
function seenDiscord({ embeds, components }: DiscordMessage): Seen {
  const shown = (text: string) => text.replaceAll('\u200B', '').replace(/\\([^0-9A-Za-z\s])/g, '$1');
  const texts: string[] = [];
  const urls: string[] = [];
  for (const { title, url, description = '', fields, footer } of embeds) {
    // Our links are replaced before escapes are removed, because an escaped link is not a link.
    const plain = (text: string) =>
      shown(
        text.replace(/(?<!\\)\[((?:\\.|[^\]\\])*)\]\((https:[^\s]*?)\)(?= · |$)/g, (_all, label, address) => {
          urls.push(address);
          // A text with markup characters is not itself a link: a separate link follows it.
          return label === cardWording.labels.links ? '' : label;
        }),
      );
    for (const line of [title, ...description.split('\n')])
      texts.push(plain(line.replace(/^> |^\*\*(?=.*\*\*$)|\*\*$/g, '')));
    texts.push(...fields.flatMap(({ name, value }) => [plain(name), plain(value)]), footer?.text ?? '');
    if (url) urls.push(url);
  }
  for (const button of components.flatMap((row) => row.components)) {
    texts.push(button.label);
    if ('url' in button) urls.push(button.url);
  }
  return {
    texts,
    urls: [...urls, ...texts.filter((text) => text.startsWith('https:'))],
    pictures: embeds.flatMap(({ thumbnail }) => (thumbnail ? [thumbnail.url] : [])),
  };
}

/** Returns every text of Slack's blocks, as displayed. */
function seenSlack({ blocks }: SlackMessage): Seen {
  const texts: string[] = [];
  const urls: string[] = [];
  const pictures: string[] = [];
  const look = (value: unknown): void => {
    if (Array.isArray(value)) for (const one of value) look(one);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    const { text, url, image_url, ...rest } = value as Record<string, unknown>;
    if (typeof url === 'string') urls.push(url);
    if (typeof image_url === 'string') pictures.push(image_url);
    if (typeof text === 'string') texts.push(text.replace(/\n$/, ''));
    else look(text);
    look(Object.values(rest).filter((one) => typeof one === 'object'));
  };
  look(blocks);
  return { texts, urls: [...urls, ...texts.filter((text) => text.startsWith('https:'))], pictures };
}

function seenHtml(html: string): Seen {
  const entities: Record<string, string> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
  const shown = (text: string) => text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name) => entities[name] ?? '');
  const values = (name: string) =>
    [...html.matchAll(new RegExp(` ${name}="([^"]*)"`, 'g'))].map(([, value = '']) => shown(value));
  const texts = html.split(/<[^>]*>/).map(shown);
  return {
    texts,
    urls: [...values('href'), ...texts.filter((text) => text.startsWith('https:'))],
    pictures: values('src'),
  };
}

function seenMarkdown(markdown: string): Seen {
  const shown = (text: string) => text.replaceAll('\u200B', '').replace(/\\([^0-9A-Za-z\s])/g, '$1');
  const lines = markdown.split('\n');
  return {
    texts: lines.map((line) =>
      shown(line.replace(/^> /, '').replace(/^\*\*(.*?)\*\*:/, '$1'))
        .replace(/^PDF 다운로드 링크 .*$/, cardWording.buttons.pdf)
        .replace(/^(코드) <https:.*>$/, '$1'),
    ),
    urls: lines.flatMap((line) => /^\*\*[^*]+\*\*: .*?[<(](https:.*)[>)]$/.exec(line)?.[1] ?? []),
    pictures: lines.flatMap((line) => /^!\[Image\]\((.*)\)$/.exec(line)?.[1] ?? []),
  };
}

type Part = 'address' | 'footer' | 'page' | 'link';
/** The renderers; `without` lists the parts of a card that a renderer omits on purpose. */
const RENDERERS: readonly {
  name: string;
  see: (card: Card) => Seen;
  without: readonly Part[];
}[] = [
  { name: 'Discord', see: (card) => seenDiscord(cardToDiscord(card)), without: [] },
  { name: 'Slack', see: (card) => seenSlack(cardToSlack(card)), without: [] },
  {
    name: 'Discord, as an answer',
    see: (card) => seenDiscord(replyToDiscord({ cards: [card], buttons: [] })),
    without: [],
  },
  {
    name: 'Slack, as an answer',
    see: (card) => seenSlack(replyToSlack({ cards: [card], buttons: [] })),
    without: [],
  },
  { name: 'the web', see: (card) => seenHtml(String(cardToHtml(fitTo(card, limits.web)))), without: [] },
  {
    name: 'Markdown',
    see: (card) => seenMarkdown(cardsToMarkdown([card])),
    // The layout does not include authors or the paper's page, and a digest has no ranking.
    without: ['address', 'footer', 'page', 'link'],
  },
];

/** Returns true if a text is displayed completely, or cut with "…" after at least 40 characters. */
const says = ({ texts }: Seen, whole: string): boolean =>
  texts.some((text) => {
    const said = text.trim();
    if (said === whole.trim()) return true;
    return said.endsWith('…') && said.length > 40 && whole.startsWith(said.slice(0, -1));
  });

/** Returns the parts of a card, except those in `without`, that a reader cannot see. */
function missing(card: Card, seen: Seen, without: readonly Part[]): string[] {
  const { title, thumbnail, notice, sections, buttons, footer } = card;
  const lost: string[] = [];
  const need = (isThere: boolean, what: string) => {
    if (!isThere) lost.push(what.slice(0, 80));
  };
  need(says(seen, title.text), `title: ${title.text}`);
  if (title.url && !without.includes('address')) need(seen.urls.includes(title.url), `address: ${title.url}`);
  if (thumbnail) need(seen.pictures.includes(thumbnail.url), `picture: ${thumbnail.url}`);
  if (notice) need(says(seen, notice), `notice: ${notice}`);
  for (const { label, text, url } of sections) {
    if (url && !without.includes('link')) need(seen.urls.includes(url), `link: ${url}`);
    if (label)
      need(
        seen.texts.some((one) => one.trim() === label),
        `label: ${label}`,
      );
    need(says(seen, text), `text: ${text}`);
  }
  for (const { name, label, url } of buttons) {
    if (name === 'page' && without.includes('page')) continue;
    need(
      seen.urls.some((one) => one === url || (one.endsWith('…') && url.startsWith(one.slice(0, -1)))),
      `${name}: ${url}`,
    );
    need(
      seen.texts.some((one) => one.split(' · ').some((part) => part.trim() === label)),
      `button: ${label}`,
    );
  }
  if (footer && !without.includes('footer')) need(says(seen, footer), `footer: ${footer}`);
  return lost;
}

const paper = (
  overrides = {},
  summary: ReturnType<typeof makeSummary> | null = makeSummary(),
  upvotes = 431,
) => paperCard({ paper: makePaper({ upvotes, ...overrides }), summary }, '2026-08-21', 'not-yet');
const nasty =
  'A < B & C > D: <think> $\\alpha_{t}$ *bold* _it_ ~~gone~~ `code` <!channel> <@U1> | [a](https://e.xy) "q" \'s\' &lt;';
const ENTRY = { paper: makePaper(), summary: makeSummary() };
const long = '안개 속의 등대를 찾는 배는 밤마다 3번 묻습니다. '.repeat(400);

const CARDS: readonly (readonly [string, Card])[] = [
  ['a paper with a summary', paper()],
  ['a paper with code', paper({ codeUrl: 'https://github.com/fog/light_house' })],
  ['a paper without a summary', paper({}, null)],
  ['a paper without an abstract', paper({ abstract: '' }, null)],
  [
    'a paper without fields',
    paper({ keywords: [], title: 'Fog', abstract: 'Sea.' }, makeSummary({ fields: [] })),
  ],
  ['a paper of many authors', paper({ authors: Array.from({ length: 3_303 }, (_, n) => `Author ${n}`) })],
  ['a paper without authors', paper({ authors: [] })],
  [
    'a paper whose texts are marks',
    {
      ...paper(
        { title: nasty, authors: [nasty] },
        makeSummary({ summary: nasty, easy: nasty, fields: [{ ko: nasty, en: 'x' }] }),
      ),
      notice: nasty,
    },
  ],
  ['a paper without a summary whose texts are marks', paper({ title: nasty, abstract: nasty }, null)],
  [
    'a paper whose texts are too long',
    paper({ title: long, authors: [long] }, makeSummary({ summary: long, easy: long })),
  ],
  ...[90, 513, 1_000, 1_900, 2_900, 3_001].map(
    (length) =>
      [
        `a paper with a code address of ${length}`,
        paper({ codeUrl: `https://github.com/fog/${'x'.repeat(length - 23)}` }),
      ] as const,
  ),
  ['a heading', headingCard('2026-08-21', 40, 5)],
  [
    'an answer',
    answerCard('논문배달 상태', [
      { name: 'text', label: '', text: '구독 중입니다.' },
      { name: 'text', label: '다음 배달', text: '내일 A < B & C' },
    ]),
  ],
];

const RANKED = [nasty, 'A [draft] of (B)', 'Fog', long].map((title, index) => ({
  paper: makePaper({ id: `2608.0000${index}`, title, upvotes: 99 - index }),
  votes: { up: 9 - index, down: index },
}));
const RANKINGS: readonly (readonly [string, Card])[] = [
  ['a paper with votes', paperCard(ENTRY, null, 'for-good', { up: 12, down: 3 })],
  ['a ranking', answerCard('이번 주 인기 논문', rankedSections(RANKED))],
  [
    "a week's best",
    bestCard(
      '2026-08-22',
      { from: '2026-08-15', to: '2026-08-21' },
      RANKED,
      (id) => `https://loopback.slack.com/archives/C0/p${id}`,
    ),
  ],
];

describe.each([...CARDS, ...RANKINGS])('%s', (_, card) => {
  test.each(RENDERERS)('shows the same facts in $name', ({ see, without }) => {
    expect(missing(card, see(card), without)).toEqual([]);
  });
});

test('the check finds any fact that a renderer omits', () => {
  const rich = paper({ codeUrl: 'https://github.com/fog/lighthouse' });
  const link = { name: 'link', label: '1위', text: 'Another lamp', url: 'https://link.xy/' } as const;
  const votes = {
    name: 'votes',
    label: cardWording.labels.votes,
    text: cardWording.voteCount(1, 0),
  } as const;
  const full: Card = { ...rich, notice: cardWording.noSummary, sections: [...rich.sections, link, votes] };
  const poorer: readonly Card[] = [
    { ...full, title: { ...full.title, text: 'Another' } },
    { ...full, thumbnail: null },
    { ...full, notice: null },
    ...full.sections.map((one) => ({ ...full, sections: full.sections.filter((other) => other !== one) })),
    ...full.sections.map((one) => ({
      ...full,
      sections: full.sections.map((other) => (other === one ? { ...one, text: 'less' } : other)),
    })),
    ...full.buttons
      .filter(({ name }) => name !== 'page')
      .map((one) => ({ ...full, buttons: full.buttons.filter((other) => other !== one) })),
  ];
  const places: readonly Card[] = [
    {
      ...full,
      title: { ...full.title, url: 'https://e.xy' },
      buttons: full.buttons.filter(({ name }) => name !== 'page'),
    },
    { ...full, footer: null },
    {
      ...full,
      sections: full.sections.map((one) => (one === link ? { ...one, url: 'https://e.xy/' } : one)),
    },
    { ...full, buttons: full.buttons.filter(({ name }) => name !== 'page') },
  ];
  for (const { name, see, without } of RENDERERS) {
    for (const card of [...poorer, ...(without.length > 0 ? [] : places)])
      expect(missing(full, see(card), without), name).not.toEqual([]);
  }
});
