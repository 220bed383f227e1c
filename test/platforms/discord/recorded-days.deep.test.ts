import { describe, expect } from 'vitest';
import type { Card, Section } from '../../../src/domain/card/card.ts';
import { type CardPlatform, describeRecordedDays, expectStart } from '../../contract/recorded-days.ts';
import { defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import { addressOf, CHANNEL, openDiscordStage } from './api/call-harness.ts';
import { textOf } from './harness.ts';

const generous = { limit: 1e9, windowMs: 1000 };
const unlimited = {
  'POST /channels/:id/messages': generous,
  'PUT /channels/:id/messages/:message/reactions/:emoji/@me': generous,
};

/** Expects the whole text, or as much of it as fits into `most` characters, escapes included. */
function expectSays(stored: string | undefined, whole: string, most: number): void {
  const said = (stored ?? '').replace(/\\([^0-9A-Za-z\s])/g, '$1');
  // Not much more is cut than necessary. The tolerance allows for special characters, all of which count as escaped.
  if (expectStart(said, whole.trim())) expect(stored?.length, `"${stored}"`).toBeGreaterThan(most * 0.7);
}

const isMain = ({ name }: Section) => name === 'summary' || name === 'abstract';

function expectSame(message: StoredMessage | undefined, card: Card): void {
  const [embed, ...more] = message?.embeds ?? [];
  if (!embed) throw new Error(`Nothing was kept of "${card.title.text}"`);
  expect(more).toEqual([]);
  expectSays(embed.title, card.title.text || '…', 256);
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

const platform: CardPlatform<StoredMessage> = {
  ...{ name: 'Discord', expectSame, textOf },
  async open() {
    const { discord, publisher, clock, log } = await openDiscordStage({ limits: unlimited });
    let nextChannel = 310_000_000_000_000_000n;
    return {
      publisher,
      addChannel() {
        const channel = String(nextChannel++);
        discord.addChannel(defaultGuildId, { id: channel });
        return addressOf({ ...CHANNEL, channel }, clock);
      },
      messages: ({ place }) => discord.messages(place.channel),
      complaints: () => [...discord.rejections, ...discord.refusals, ...log.lines],
      close: discord.close,
    };
  },
};

describe('cards on Discord', () => describeRecordedDays(platform));
