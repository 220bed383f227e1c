import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import type { Card, Section } from '../../../src/domain/card/card.ts';
import type { Paper, Summary } from '../../../src/domain/paper/paper.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { idOf } from '../../contract/publisher.ts';
import { defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { RECORDED, readRecorded } from '../../fixtures/recorded.ts';
import { HAS_SHARED_DATA } from '../../needs.ts';
import { addressOf, CHANNEL, type DiscordStage, openDiscordStage } from './api/call-harness.ts';

/** Number of channels to which cards are sent concurrently. */
const WIDTH = 8;
const graphemes = new Intl.Segmenter('ko', { granularity: 'grapheme' });

/** Longer than a card allows, with characters that are special in Markdown or on Discord. */
const LONG_SUMMARY: Summary = {
  summary:
    '모델은 $V_{0.5}$와 *별표*, `코드`, <think> 토큰을 그대로 보여 줍니다. 3번 가운데 2번은 맞습니다. '.repeat(
      70,
    ),
  easy: '안개 속의 배가 등대를 보고 길을 찾는 것과 같습니다. 👨‍👩‍👧‍👦 [가족](모두)도 @everyone 알아듣습니다. '.repeat(
    25,
  ),
  fields: Array.from({ length: 5 }, (_, n) => ({ ko: `강화 학습 ${n}`, en: `Reinforcement_Learning ${n}` })),
};

let stage: DiscordStage;
let nextChannel = 310_000_000_000_000_000n;
beforeEach(async () => {
  stage = await openDiscordStage({ limits: unlimited });
});
afterEach(() => stage.discord.close());

const generous = { limit: 1e9, windowMs: 1000 };
const unlimited = {
  'POST /channels/:id/messages': generous,
  'PUT /channels/:id/messages/:message/reactions/:emoji/@me': generous,
};

/** Sends cards to several channels at once; returns what Discord stores of each. */
async function sendAll(cards: readonly Card[]): Promise<StoredMessage[]> {
  const channels = Array.from({ length: WIDTH }, () => String(nextChannel++));
  for (const id of channels) stage.discord.addChannel(defaultGuildId, { id });
  const stored = await Promise.all(
    channels.map(async (channel, lane) => {
      const place = { ...CHANNEL, channel };
      const own = cards.map((card, index) => ({ card, index })).filter(({ index }) => index % WIDTH === lane);
      for (const { card, index } of own) {
        idOf(await stage.publisher.send(addressOf(place, stage.clock), card, `${channel}/${index}`));
      }
      const messages = stage.discord.messages(channel);
      expect(messages).toHaveLength(own.length);
      return messages.map((message, n) => ({ message, index: own[n]?.index ?? -1 }));
    }),
  );
  return stored
    .flat()
    .sort((a, b) => a.index - b.index)
    .map(({ message }) => message);
}

/** Escaped text as readers see it. */
const shown = (text = '') => text.replace(/\\([^0-9A-Za-z\s])/g, '$1');

/** Expects the whole text, or one cut between graphemes with "…" because of the limit of `most`, escapes included. */
function expectSays(stored: string | undefined, whole: string, most: number): void {
  const said = shown(stored);
  if (said === whole.trim()) return;
  expect(said.endsWith('…'), `"${said}" for "${whole}"`).toBe(true);
  const start = said.slice(0, -1);
  expect(whole.startsWith(start), `"${said}" for "${whole}"`).toBe(true);
  const next = graphemes.segment(whole).containing(start.length);
  const from = whole.slice(start.length).length - whole.slice(start.length).trimStart().length;
  expect([start.length, start.length + from]).toContain(next?.index);
  // Not much more was cut than necessary: every special character counts as if it had to be escaped.
  expect((stored ?? '').length, `"${stored}"`).toBeGreaterThan(most * 0.7);
}

const isMain = ({ name }: Section) => name === 'summary' || name === 'abstract';
const textOf = (card: Card, name: Section['name']) =>
  card.sections.find((section) => section.name === name)?.text ?? '';

function expectSame(message: StoredMessage | undefined, card: Card): void {
  const [embed, ...more] = message?.embeds ?? [];
  if (!embed) throw new Error(`Nothing was kept of "${card.title.text}"`);
  expect(more).toEqual([]);
  expectSays(embed.title, card.title.text, 256);
  expect(embed.url).toBe(card.title.url);
  expect(embed.thumbnail?.url).toBe(card.thumbnail?.url);
  // A footer has no Markdown, so its text is unchanged.
  const [written, footer] = [card.footer ?? '', embed.footer?.text ?? ''];
  if (written.length <= 1_024) expect(footer).toBe(written);
  else expect(footer.endsWith('…') && written.startsWith(footer.slice(0, -1))).toBe(true);

  const main = card.sections.find((section) => isMain(section) || !section.label);
  const [before = '', ...rest] = main?.label
    ? (embed.description?.split(`**${main.label}**\n`) ?? [])
    : ['', embed.description ?? ''];
  expect(before.trim()).toBe(card.notice ? `> ${card.notice}` : '');
  expectSays(rest.join(''), main?.text ?? '', 3_500);

  const longUrls = card.buttons.filter(({ url }) => url.length > 512);
  const others = [
    ...card.sections.filter((section) => section !== main),
    ...longUrls.map(({ label, url }) => ({ label, text: url })),
  ];
  expect(embed.fields?.map(({ name }) => name) ?? []).toEqual(others.map(({ label }) => label));
  for (const [index, { text }] of others.entries()) expectSays(embed.fields?.[index]?.value, text, 1_024);
  const urls = (message?.components ?? []).flatMap((row) =>
    'components' in row ? row.components.flatMap((it) => ('url' in it ? [it.url] : [])) : [],
  );
  expect(urls).toEqual(card.buttons.filter((button) => !longUrls.includes(button)).map(({ url }) => url));
}

/** With a summary that is too long, and with an abstract. */
const cardsOf = (paper: Paper): Card[] =>
  [LONG_SUMMARY, null].map((summary) => paperCard({ paper, summary }, '2026-08-21', 'not-yet'));

async function expectAllArrive(cards: readonly Card[]): Promise<void> {
  const stored = await sendAll(cards);
  expect(stage.discord.rejections).toEqual([]);
  expect(stage.discord.refusals).toEqual([]);
  expect(stage.log.lines).toEqual([]);
  expect(stored).toHaveLength(cards.length);
  for (const [index, card] of cards.entries()) expectSame(stored[index], card);
}

describe.skipIf(!HAS_SHARED_DATA)('recorded days (need ../shared/data)', () => {
  test.each(RECORDED)('%s: Discord takes every paper and says all that its card says', async (file) => {
    const papers = await readRecorded(file);
    const day = basename(file, '.json');
    await expectAllArrive([
      headingCard(day, papers.length, Math.min(papers.length, 5)),
      ...papers.flatMap((paper) => cardsOf(paper)),
    ]);
  });
});

describe('papers that were never recorded', () => {
  const family = '👨‍👩‍👧‍👦';
  // Decomposed Hangul: one grapheme of three code points.
  const jamo = '\u1112\u1161\u11ab';
  const crowd = Array.from({ length: 3_303 }, (_, n) => `Author Number ${n}`);
  const url = (length: number) => `https://github.com/fog/${'x'.repeat(length - 23)}`;

  test.each<[string, Partial<Paper>]>([
    ['a title of 256', { title: 'x'.repeat(256) }],
    ['a title of 257', { title: 'x'.repeat(257) }],
    ['a title of 3,000 words', { title: 'many words '.repeat(3_000).trim() }],
    ['a title of marks alone', { title: '_*~`|[]<@'.repeat(60) }],
    ['a title of hyphens', { title: 'state-of-the-art '.repeat(30).trim() }],
    [
      'LaTeX in title and abstract',
      { title: '$\\alpha_{t}$ and $V_{0.5}$', abstract: '$\\|x\\|_2^2$ '.repeat(200) },
    ],
    [
      '<think> in title and abstract',
      { title: 'Learning to <think> </think>', abstract: '<think> '.repeat(400) },
    ],
    ['3,303 authors', { authors: crowd }],
    ['no author', { authors: [] }],
    ['a long title with an address', { title: `See https://fog.example for ${'more '.repeat(60)}`.trim() }],
    ['a title and an abstract of addresses', { title: '://'.repeat(99), abstract: '://'.repeat(1_999) }],
    ['a title of colons', { title: ':a:b'.repeat(99), abstract: ':lamp:'.repeat(999) }],
    ['an empty abstract', { abstract: '' }],
    ['a code address of 512', { codeUrl: url(512) }],
    ['a code address of 513', { codeUrl: url(513) }],
    ['a code address of 1,024', { codeUrl: url(1_024) }],
    ['families at the cut', { title: family.repeat(60), abstract: family.repeat(1_000) }],
    ['jamo at the cut', { title: jamo.repeat(200), abstract: `x${jamo.repeat(2_000)}` }],
    ['mentions', { title: '@everyone <@123> <@&4> <#5>', abstract: '@here and <@!123456789012345678>' }],
    [
      'everything at once',
      { title: '한'.repeat(999), abstract: '글_'.repeat(9_999), codeUrl: url(900), authors: crowd },
    ],
  ])('%s: Discord takes it and nothing is lost in silence', async (_, overrides) => {
    await expectAllArrive(cardsOf(makePaper(overrides)));
  });

  test('a short summary is there whole', async () => {
    const card = paperCard({ paper: makePaper(), summary: makeSummary() }, '2026-08-21', 'not-yet');
    const [message] = await sendAll([card]);
    expectSame(message, card);
    expect(shown(message?.embeds[0]?.description)).toContain(textOf(card, 'summary'));
    expect(shown(JSON.stringify(message))).not.toContain('…');
    expect(message?.embeds[0]?.fields?.map(({ name }) => name)).toEqual([
      cardWording.labels.easy,
      cardWording.labels.fields,
      cardWording.labels.upvotes,
    ]);
  });
});
