import { basename } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { headingCard, paperCard } from '../../src/cards/build-card.ts';
import type { Card } from '../../src/domain/card/card.ts';
import type { Paper, Summary } from '../../src/domain/paper/paper.ts';
import { cardWording } from '../../src/i18n/ko/card.ts';
import type { Address, Publisher } from '../../src/ports/publisher.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';
import { RECORDED, readRecorded } from '../fixtures/recorded.ts';
import { HAS_SHARED_DATA } from '../needs.ts';
import { idOf } from './publisher.ts';

/** A server of a chat platform, without rate limits. */
export interface CardServer<Message> {
  readonly publisher: Publisher;
  addChannel(): Address;
  /** The messages in a channel, oldest first. */
  messages(to: Address): readonly Message[];
  /** Refused requests, and all log lines. */
  complaints(): readonly unknown[];
  close(): Promise<void>;
}

export interface CardPlatform<Message> {
  readonly name: string;
  open(): Promise<CardServer<Message>>;
  /** Expects all content of a card, as far as the platform's limits allow. */
  expectSame(message: Message | undefined, card: Card): void;
  /** Returns all text of a message, without escapes. */
  textOf(message: Message | undefined): string;
}

/** The number of channels to which cards are sent concurrently. */
const WIDTH = 8;
const DAY = '2026-08-21';

/** A summary longer than a card allows, with characters that are special in Markdown, on Discord or on Slack. */
const LONG_SUMMARY: Summary = {
  summary:
    '모델은 $V_{0.5}$와 *별표*, `코드`, <think> 토큰을 그대로 <!channel>에 보여 줍니다. 3번 & 2번은 ~맞습니다~. '.repeat(
      70,
    ),
  easy: '안개 속의 배가 등대를 보고 길을 찾는 것과 같습니다. 👨‍👩‍👧‍👦 [가족](모두)도 <@U0READER|누구나> @everyone 알아듣습니다. '.repeat(
    60,
  ),
  fields: Array.from({ length: 5 }, (_, n) => ({ ko: `강화 학습 ${n}`, en: `Reinforcement_Learning ${n}` })),
};

const family = '👨‍👩‍👧‍👦';
// Decomposed Hangul: one grapheme of three code points.
const jamo = '\u1112\u1161\u11ab';
const crowd = Array.from({ length: 3_303 }, (_, n) => `Author Number ${n}`);
const url = (length: number) => `https://github.com/fog/${'x'.repeat(length - 23)}`;
const mentions = '<!channel> <!here|here> <!everyone> <@U0READER> <#C0PAPERS|papers> <!subteam^S1>';

/** Papers at a platform's limits, or with text that is special on a platform. */
const PAPERS: readonly (readonly [string, Partial<Paper>])[] = [
  ['a title of 256 characters', { title: 'x'.repeat(256) }],
  ['a title of 257 characters', { title: 'x'.repeat(257) }],
  ['a title of 2,000 characters', { title: 'x'.repeat(2_000) }],
  ['a title of 2,001 characters', { title: 'x'.repeat(2_001) }],
  ['a title of 6,000 words', { title: 'many words '.repeat(3_000).trim() }],
  ['an empty title', { title: '' }],
  ['a title of markup characters only', { title: '*_~`|[]<@&>'.repeat(300) }],
  ['a title with many hyphens', { title: 'state-of-the-art '.repeat(30).trim() }],
  ['a title with vertical bars', { title: 'A | B || C |> D' }],
  ['a title and an abstract of ampersands', { title: '&'.repeat(999), abstract: '&'.repeat(2_999) }],
  ['a title of HTML entities', { title: '&lt;b&gt; &amp;amp; &#35;', abstract: '&lt;!channel&gt;' }],
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
  ['a long title with a URL', { title: `See https://fog.example for ${'more '.repeat(60)}`.trim() }],
  ['a title and an abstract of URL separators', { title: '://'.repeat(99), abstract: '://'.repeat(1_999) }],
  ['a title of colons', { title: ':a:b'.repeat(99), abstract: ':lamp:'.repeat(999) }],
  ['emoji names', { title: ':a:b :fire: 3:4:5', abstract: ':lamp:'.repeat(999) }],
  ['an empty abstract', { abstract: '' }],
  ['a code URL of 512 characters', { codeUrl: url(512) }],
  ['a code URL of 513 characters', { codeUrl: url(513) }],
  ['a code URL of 1,024 characters', { codeUrl: url(1_024) }],
  ['a code URL of 3,000 characters', { codeUrl: url(3_000) }],
  ['family emoji at the cut', { title: family.repeat(400), abstract: family.repeat(1_000) }],
  ['jamo at the cut', { title: jamo.repeat(900), abstract: `x${jamo.repeat(2_000)}` }],
  [
    'Discord mentions',
    { title: '@everyone <@123> <@&4> <#5>', abstract: '@here and <@!123456789012345678>' },
  ],
  ['Slack mentions', { title: mentions, abstract: mentions, authors: [mentions] }],
  [
    'everything at once',
    { title: '한'.repeat(9_999), abstract: '글_<&>'.repeat(9_999), codeUrl: url(2_999), authors: crowd },
  ],
];

const graphemes = new Intl.Segmenter('ko', { granularity: 'grapheme' });
/** Shortens a long text, but keeps enough to recognise it. */
export const brief = (text: string) =>
  text.length > 90 ? `${text.slice(0, 40)} ⋯ ${text.slice(-40)}` : text;

/** Expects the whole text, or its start, cut between graphemes and followed by "…". Returns true if it is cut. */
export function expectStart(said: string, whole: string): boolean {
  if (said === whole) return false;
  const hint = `"${brief(said)}" for "${brief(whole)}"`;
  expect(said.endsWith('…'), hint).toBe(true);
  const start = said.slice(0, -1);
  expect(whole.startsWith(start), hint).toBe(true);
  const next = graphemes.segment(whole).containing(start.length);
  const from = whole.slice(start.length).length - whole.slice(start.length).trimStart().length;
  expect([start.length, start.length + from], hint).toContain(next?.index);
  return true;
}

/** Returns two cards of a paper: one with a summary that is too long, and one with the abstract. */
const cardsOf = (paper: Paper): Card[] =>
  [LONG_SUMMARY, null].map((summary) => paperCard({ paper, summary }, DAY, 'not-yet'));

/** Tests that a platform accepts every card and shows all its content. */
export function describeRecordedDays<Message>(platform: CardPlatform<Message>): void {
  const { name, expectSame, textOf } = platform;
  let server: CardServer<Message>;
  beforeEach(async () => {
    server = await platform.open();
  });
  afterEach(() => server.close());

  /** Sends cards to several channels concurrently; returns the stored message of each card. */
  async function sendAll(cards: readonly Card[]): Promise<Message[]> {
    const stored = new Map<Card, Message>();
    const channels = Array.from({ length: WIDTH }, server.addChannel);
    await Promise.all(
      channels.map(async (to, lane) => {
        const own = cards.filter((_, index) => index % WIDTH === lane);
        for (const [n, card] of own.entries()) {
          idOf(await server.publisher.send(to, card, `${to.place.channel}/${n}`));
        }
        const messages = server.messages(to);
        expect(messages).toHaveLength(own.length);
        for (const [n, card] of own.entries()) stored.set(card, messages[n] as Message);
      }),
    );
    return cards.map((card) => stored.get(card) as Message);
  }

  async function expectAllArrive(cards: readonly Card[]): Promise<void> {
    const stored = await sendAll(cards);
    expect(server.complaints()).toEqual([]);
    for (const [index, card] of cards.entries()) expectSame(stored[index], card);
  }

  describe.skipIf(!HAS_SHARED_DATA)('recorded days (need ../shared/data)', () => {
    test.each(RECORDED)(
      `%s: ${name} accepts every paper and shows all content of its cards`,
      async (file) => {
        const papers = await readRecorded(file);
        const day = basename(file, '.json');
        await expectAllArrive([
          headingCard(day, papers.length, Math.min(papers.length, 5)),
          ...papers.flatMap((paper) => cardsOf(paper)),
        ]);
      },
    );
  });

  describe('papers that were never recorded', () => {
    test.each(PAPERS)(`%s: ${name} accepts it, and nothing is lost silently`, async (_, overrides) => {
      await expectAllArrive(cardsOf(makePaper(overrides)));
    });

    test('a code URL of 3,001 characters is shown as text, visibly cut to the maximum length', async () => {
      const paper = makePaper({ codeUrl: url(3_001) });
      await expectAllArrive([paperCard({ paper, summary: makeSummary() }, null, 'not-yet')]);
    });

    test('a short summary is shown in full', async () => {
      const card = paperCard({ paper: makePaper(), summary: makeSummary() }, DAY, 'not-yet');
      const [message] = await sendAll([card]);
      expectSame(message, card);
      expect(JSON.stringify(message)).not.toContain('…');
      const { easy, fields, upvotes } = cardWording.labels;
      for (const text of [makeSummary().summary, easy, fields, upvotes])
        expect(textOf(message)).toContain(text);
    });
  });
}
