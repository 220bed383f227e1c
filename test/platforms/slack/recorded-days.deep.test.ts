import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headingCard, paperCard } from '../../../src/cards/build-card.ts';
import type { Card } from '../../../src/domain/card/card.ts';
import type { Paper, Summary } from '../../../src/domain/paper/paper.ts';
import { escapeSlack } from '../../../src/render/slack-text.ts';
import { idOf } from '../../contract/publisher.ts';
import type { StoredMessage } from '../../emulators/slack/index.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { RECORDED, readRecorded } from '../../fixtures/recorded.ts';
import { HAS_SHARED_DATA } from '../../needs.ts';
import {
  addressOf,
  CHANNEL,
  openSlackStage,
  type SlackStage,
  sectionsOf,
  titleOf,
  unescapeSlack,
} from './api/call-harness.ts';

/** Number of channels to which cards are sent concurrently. */
const WIDTH = 8;
/** Limits of a title, a text and a footer, escapes included, and of a button's URL. */
const MOST = { title: 2_000, alt: 2_000, text: 3_000, footer: 1_900, url: 3_000, fallback: 3_900 };
const graphemes = new Intl.Segmenter('ko', { granularity: 'grapheme' });

/** Longer than a card allows, with characters that are special on Slack. */
const LONG_SUMMARY: Summary = {
  summary:
    '모델은 $V_{0.5}$와 *별표*, `코드`, <think> 토큰을 그대로 <!channel>에 보여 줍니다. 3번 & 2번은 ~맞습니다~. '.repeat(
      70,
    ),
  easy: '안개 속의 배가 등대를 보고 길을 찾는 것과 같습니다. 👨‍👩‍👧‍👦 <@U0READER|가족> 모두도 @everyone 알아듣습니다. '.repeat(
    60,
  ),
  fields: Array.from({ length: 5 }, (_, n) => ({ ko: `강화 학습 ${n}`, en: `Reinforcement_Learning ${n}` })),
};

let stage: SlackStage;
let nextChannel = 0;
beforeEach(async () => {
  stage = await openSlackStage({ limits: { posts: { burst: 1e9, perSecond: 1e9 } } });
});
afterEach(() => stage.slack.close());

/** Sends cards to several channels at once; returns what Slack stores of each. */
async function sendAll(cards: readonly Card[]): Promise<StoredMessage[]> {
  const channels = Array.from({ length: WIDTH }, () => `C0DAYS${nextChannel++}`);
  for (const id of channels) stage.slack.addChannel({ id });
  const stored = await Promise.all(
    channels.map(async (channel, lane) => {
      const place = { ...CHANNEL, channel };
      const own = cards.map((card, index) => ({ card, index })).filter(({ index }) => index % WIDTH === lane);
      for (const { card, index } of own) {
        idOf(await stage.publisher.send(addressOf(place, stage.clock), card, `${channel}/${index}`));
      }
      const messages = stage.slack.messages(channel);
      expect(messages).toHaveLength(own.length);
      return messages.map((message, n) => ({ message, index: own[n]?.index ?? -1 }));
    }),
  );
  return stored
    .flat()
    .sort((a, b) => a.index - b.index)
    .map(({ message }) => message);
}

/** Enough of a long text to recognise it. */
const brief = (text: string) => (text.length > 90 ? `${text.slice(0, 40)} ⋯ ${text.slice(-40)}` : text);

/** Expects the whole text, or one cut between graphemes with "…" because of the limit of `most` characters. */
function expectSays(said: string, whole: string, most: number, measure = escapedLength): void {
  if (said === whole) return;
  const hint = `"${brief(said)}" for "${brief(whole)}"`;
  expect(said.endsWith('…'), hint).toBe(true);
  const start = said.slice(0, -1);
  expect(whole.startsWith(start), hint).toBe(true);
  const next = graphemes.segment(whole).containing(start.length);
  const from = whole.slice(start.length).length - whole.slice(start.length).trimStart().length;
  expect([start.length, start.length + from], hint).toContain(next?.index);
  expect(measure(said), hint).toBeLessThanOrEqual(most);
  // Not much more was cut than necessary.
  expect(measure(said), hint).toBeGreaterThan(most - 100);
}
const escapedLength = (text: string) => escapeSlack(text).length;

interface Span {
  readonly type: string;
  readonly text?: string;
  readonly style?: { readonly bold?: boolean };
}
interface Block {
  readonly type: string;
  readonly text?: { readonly text: string };
  readonly accessory?: { readonly image_url: string; readonly alt_text: string };
  readonly elements?: readonly {
    readonly type: string;
    readonly text?: string | { readonly text: string };
    readonly url?: string;
    readonly elements?: readonly Span[];
  }[];
}

function expectSame(message: StoredMessage | undefined, card: Card): void {
  if (!message) throw new Error(`Nothing was kept of "${brief(card.title.text)}"`);
  const blocks = (message.blocks ?? []) as unknown as Block[];
  const title = titleOf(message);
  expectSays(title.text, card.title.text || '…', MOST.title);
  expect(title.url).toBe(card.title.url);
  const [picture] = blocks.flatMap(({ accessory }) => accessory ?? []);
  expect(picture?.image_url).toBe(card.thumbnail?.url);
  if (picture) expectSays(picture.alt_text, card.thumbnail?.alt ?? '', MOST.alt, ({ length }) => length);

  const rich = blocks.filter(({ type }) => type === 'rich_text').flatMap(({ elements }) => elements ?? []);
  // Only text: an emoji, a mention or a link would come from outside text.
  const spans = rich.flatMap(({ elements = [] }) => elements).slice(card.thumbnail ? 0 : 1);
  for (const { type } of spans) expect(type).toBe('text');
  const quotes = rich.filter(({ type }) => type === 'rich_text_quote');
  expect(quotes.map(({ elements }) => elements?.map(({ text }) => text).join(''))).toEqual(
    card.notice ? [card.notice] : [],
  );

  const longUrls = card.buttons.filter(({ url }) => url.length > MOST.url);
  const expected = [...card.sections, ...longUrls.map(({ label, url }) => ({ label, text: url }))];
  const sections = sectionsOf(message);
  // A number can be next to the picture.
  const place = ({ label }: { label: string }) => expected.findIndex((one) => one.label === label);
  expect(sections.map(({ label }) => label).toSorted()).toEqual(
    expected.map(({ label }) => label).toSorted(),
  );
  for (const [index, { text }] of sections.toSorted((a, b) => place(a) - place(b)).entries())
    expectSays(text, expected[index]?.text ?? '', MOST.text);

  const context = blocks.filter(({ type }) => type === 'context').flatMap(({ elements }) => elements ?? []);
  expect(context.map(({ type }) => type)).toEqual(card.footer ? ['plain_text'] : []);
  if (card.footer) expectSays(String(context[0]?.text), card.footer, MOST.footer);
  const actions = blocks.filter(({ type }) => type === 'actions').flatMap(({ elements }) => elements ?? []);
  expect(actions.map(({ url, text }) => [url, (text as { text: string }).text])).toEqual(
    card.buttons.filter((button) => !longUrls.includes(button)).map(({ url, label }) => [url, label]),
  );

  // On its own: notifications show it and screen readers read it.
  const lines = [
    card.title.text,
    ...(card.notice ? [card.notice] : []),
    ...card.sections.map(({ label, text }) => (label ? `${label}: ${text}` : text)),
    ...(card.footer ? [card.footer] : []),
    ...card.buttons.map(({ label, url }) => `${label}: ${url}`),
  ];
  expect(message.text.length).toBeLessThanOrEqual(4_000);
  expect(message.text).not.toMatch(/[<>]/);
  expectSays(unescapeSlack(message.text), lines.join('\n'), MOST.fallback);
}

/** With a summary that is too long, and with an abstract. */
const cardsOf = (paper: Paper): Card[] =>
  [LONG_SUMMARY, null].map((summary) => paperCard({ paper, summary }, '2026-08-21', 'not-yet'));

async function expectAllArrive(cards: readonly Card[]): Promise<void> {
  const stored = await sendAll(cards);
  expect(stage.slack.rejections).toEqual([]);
  expect(stage.slack.refusals).toEqual([]);
  expect(stage.log.lines).toEqual([]);
  expect(stored).toHaveLength(cards.length);
  for (const [index, card] of cards.entries()) expectSame(stored[index], card);
}

describe.skipIf(!HAS_SHARED_DATA)('recorded days (need ../shared/data)', () => {
  test.each(RECORDED)('%s: Slack takes every paper and says all that its card says', async (file) => {
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
  const mentions = '<!channel> <!here|here> <!everyone> <@U0READER> <#C0PAPERS|papers> <!subteam^S1>';

  test.each<[string, Partial<Paper>]>([
    ['a title of 2,000', { title: 'x'.repeat(2_000) }],
    ['a title of 2,001', { title: 'x'.repeat(2_001) }],
    ['a title of 3,000 words', { title: 'many words '.repeat(3_000).trim() }],
    ['a title of marks alone', { title: '*_~`|[]<@&>'.repeat(300) }],
    ['a title of bars', { title: 'A | B || C |> D' }],
    ['a title of ampersands', { title: '&'.repeat(999), abstract: '&'.repeat(2_999) }],
    ['a title of entities', { title: '&lt;b&gt; &amp;amp; &#35;', abstract: '&lt;!channel&gt;' }],
    [
      'LaTeX in title and abstract',
      { title: '$\\alpha_{t}$ and $V_{0.5}$', abstract: '$\\|x\\|_2^2 < 1$ & '.repeat(300).trim() },
    ],
    [
      '<think> in title and abstract',
      { title: 'Learning to <think> </think>', abstract: '<think> '.repeat(900).trim() },
    ],
    ['3,303 authors', { authors: crowd }],
    ['authors with the longest names', { authors: crowd.map(() => '<&>'.repeat(400)) }],
    ['no author', { authors: [] }],
    ['a long title with an address', { title: `See https://fog.example for ${'more '.repeat(60)}`.trim() }],
    ['emoji names', { title: ':a:b :fire: 3:4:5', abstract: ':lamp:'.repeat(999) }],
    ['an empty abstract', { abstract: '' }],
    ['an empty title', { title: '' }],
    ['a code address of 3,000', { codeUrl: url(3_000) }],
    ['families at the cut', { title: family.repeat(400), abstract: family.repeat(1_000) }],
    ['jamo at the cut', { title: jamo.repeat(900), abstract: `x${jamo.repeat(2_000)}` }],
    ['mentions', { title: mentions, abstract: mentions, authors: [mentions] }],
    [
      'everything at once',
      {
        title: '한'.repeat(9_999),
        abstract: `${'글_<&>'.repeat(9_999)}`,
        codeUrl: url(2_999),
        authors: crowd,
      },
    ],
  ])('%s: Slack takes it and nothing is lost in silence', async (_, overrides) => {
    await expectAllArrive(cardsOf(makePaper(overrides)));
  });

  test('a code address of 3,001 characters is text; it is longer than a text may be, and says so', async () => {
    const card = paperCard(
      { paper: makePaper({ codeUrl: url(3_001) }), summary: makeSummary() },
      null,
      'not-yet',
    );
    await expectAllArrive([card]);
  });

  test('a short summary is there whole', async () => {
    const card = paperCard({ paper: makePaper(), summary: makeSummary() }, '2026-08-21', 'not-yet');
    const [message] = await sendAll([card]);
    expectSame(message, card);
    expect(JSON.stringify(message)).not.toContain('…');
    expect(JSON.stringify(message?.blocks)).toContain(makeSummary().summary);
  });
});
