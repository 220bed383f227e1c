import { describe, expect } from 'vitest';
import type { Card } from '../../../src/domain/card/card.ts';
import { escapeSlack } from '../../../src/render/slack-text.ts';
import { brief, type CardPlatform, describeRecordedDays, expectStart } from '../../contract/recorded-days.ts';
import type { StoredMessage } from '../../emulators/slack/index.ts';
import {
  addressOf,
  CHANNEL,
  openSlackStage,
  sectionsOf,
  titleOf,
  unescapeSlack,
} from './api/call-harness.ts';

/** The maximum lengths, in characters; those of `alt` and `url` exclude escapes, all others include them. */
const MAX_LENGTHS = { title: 2_000, alt: 2_000, text: 3_000, footer: 1_900, url: 3_000, fallback: 3_900 };

/** Expects the whole text, or as much of it as fits into `most` characters, as `measure` counts them. */
function expectSays(said: string, whole: string, most: number, measure = escapedLength): void {
  if (!expectStart(said, whole)) return;
  expect(measure(said), brief(said)).toBeLessThanOrEqual(most);
  // Not much more is cut than necessary.
  expect(measure(said), brief(said)).toBeGreaterThan(most - 100);
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
  readonly image_url?: string;
  readonly alt_text?: string;
  readonly elements?: readonly {
    readonly type: string;
    readonly text?: string | { readonly text: string };
    readonly url?: string;
    readonly elements?: readonly Span[];
  }[];
}

function expectSame(message: StoredMessage | undefined, card: Card): void {
  if (!message) throw new Error(`Nothing was kept of "${card.title.text}"`);
  const blocks = (message.blocks ?? []) as unknown as Block[];
  const title = titleOf(message);
  expectSays(title.text, card.title.text || '…', MAX_LENGTHS.title);
  expect(title.url).toBe(card.title.url);
  const picture = blocks.find(({ type }) => type === 'image');
  expect(picture?.image_url).toBe(card.thumbnail?.url);
  if (picture)
    expectSays(picture.alt_text ?? '', card.thumbnail?.alt ?? '', MAX_LENGTHS.alt, ({ length }) => length);

  const rich = blocks.filter(({ type }) => type === 'rich_text').flatMap(({ elements }) => elements ?? []);
  // Only text: any emoji, mention or link would be external text that acts as markup.
  const spans = rich.flatMap(({ elements = [] }) => elements).slice(1);
  for (const { type } of spans) expect(type).toBe('text');
  const quotes = rich.filter(({ type }) => type === 'rich_text_quote');
  expect(quotes.map(({ elements }) => elements?.map(({ text }) => text).join(''))).toEqual(
    card.notice ? [card.notice] : [],
  );

  const longUrls = card.buttons.filter(({ url }) => url.length > MAX_LENGTHS.url);
  const expected = [...card.sections, ...longUrls.map(({ label, url }) => ({ label, text: url }))];
  const sections = sectionsOf(message);
  expect(sections.map(({ label }) => label)).toEqual(expected.map(({ label }) => label));
  for (const [index, { text }] of sections.entries())
    expectSays(text, expected[index]?.text ?? '', MAX_LENGTHS.text);

  const context = blocks.filter(({ type }) => type === 'context').flatMap(({ elements }) => elements ?? []);
  expect(context.map(({ type }) => type)).toEqual(card.footer ? ['plain_text'] : []);
  if (card.footer) expectSays(String(context[0]?.text), card.footer, MAX_LENGTHS.footer);
  const actions = blocks.filter(({ type }) => type === 'actions').flatMap(({ elements }) => elements ?? []);
  expect(actions.map(({ url, text }) => [url, (text as { text: string }).text])).toEqual([
    ...card.buttons.filter((button) => !longUrls.includes(button)).map(({ url, label }) => [url, label]),
    ...(card.commands ?? []).map(({ label }) => [undefined, label]),
  ]);

  // The fallback text must be complete: notifications show it, and screen readers read it.
  const lines = [
    card.title.text,
    ...(card.notice ? [card.notice] : []),
    ...card.sections.map(({ label, text }) => (label ? `${label}: ${text}` : text)),
    ...(card.footer ? [card.footer] : []),
    ...card.buttons.map(({ label, url }) => `${label}: ${url}`),
  ];
  expect(message.text.length).toBeLessThanOrEqual(4_000);
  expect(message.text).not.toMatch(/[<>]/);
  expectSays(unescapeSlack(message.text), lines.join('\n'), MAX_LENGTHS.fallback);
}

const platform: CardPlatform<StoredMessage> = {
  ...{ name: 'Slack', expectSame },
  textOf: (message) => JSON.stringify(message?.blocks),
  async open() {
    const limits = { posts: { burst: 1e9, perSecond: 1e9 } };
    const { slack, publisher, clock, log } = await openSlackStage({ limits });
    let nextChannel = 0;
    return {
      publisher,
      addChannel() {
        const channel = `C0DAYS${nextChannel++}`;
        slack.addChannel({ id: channel });
        return addressOf({ ...CHANNEL, channel }, clock);
      },
      messages: ({ place }) => slack.messages(place.channel),
      complaints: () => [...slack.rejections, ...slack.refusals, ...log.lines],
      close: slack.close,
    };
  },
};

describe('cards on Slack', () => describeRecordedDays(platform));
