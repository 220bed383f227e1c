import { basename } from 'node:path';
import { ChannelType } from 'discord.js';
import { describe, expect, test } from 'vitest';
import { isWeekend } from '../../../src/domain/calendar/day.ts';
import type { Card, Section } from '../../../src/domain/card/card.ts';
import { rankPapers } from '../../../src/domain/subscription/select-papers.ts';
import { type CardPlatform, describeRecordedDays, expectStart } from '../../contract/recorded-days.ts';
import { defaultChannelId, defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import { RECORDED, readRecorded } from '../../fixtures/recorded.ts';
import { HAS_SHARED_DATA } from '../../needs.ts';
import { addressOf, CHANNEL, connect, openDiscordStage, unknownChannels } from './api/call-harness.ts';
import { createForumEdition } from './forum-harness.ts';
import { textOf } from './harness.ts';

const generous = { limit: 1e9, windowMs: 1000 };
const TAGS = ['강화 학습', '로보틱스'].map((ko) => ({ ko, en: ko, isWanted: true }));
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

/** A forum: each message is the first one of a post, which has its id, and its paper's title. */
const forum: CardPlatform<StoredMessage> = {
  ...platform,
  name: 'a forum on Discord',
  async open() {
    const limits = { ...unlimited, 'POST /channels/:id/threads': generous };
    const { discord, clock, log } = await openDiscordStage({ limits });
    const { publisher } = connect(discord, clock, undefined, unknownChannels);
    let nextChannel = 310_000_000_000_000_000n;
    return {
      publisher,
      addChannel() {
        const channel = String(nextChannel++);
        const tags = TAGS.map(({ ko }) => ({ name: ko }));
        discord.addChannel(defaultGuildId, { id: channel, type: ChannelType.GuildForum, tags });
        const address = addressOf({ ...CHANNEL, channel }, clock);
        return { ...address, post: { tags: TAGS, isSilent: true } };
      },
      messages: ({ place }) =>
        discord.threads(place.channel).flatMap((post) => {
          expect('applied_tags' in post && post.applied_tags).toHaveLength(TAGS.length);
          const [first, ...others] = discord.messages(post.id);
          expect([first?.id, others]).toEqual([post.id, []]);
          return first ?? [];
        }),
      complaints: () => [...discord.rejections, ...discord.refusals, ...log.lines],
      close: discord.close,
    };
  },
};

describe('cards on Discord', () => describeRecordedDays(platform));
describe('cards in a forum on Discord', () => describeRecordedDays(forum));

describe.skipIf(!HAS_SHARED_DATA)('whole recorded days as editions in a forum (need ../shared/data)', () => {
  const weekdays = RECORDED.filter((file) => !isWeekend(basename(file, '.json')));
  test.each(weekdays)('%s: every paper is a post, and nothing is rejected', async (file) => {
    const papers = rankPapers(await readRecorded(file));
    const count = Math.min(papers.length, 100);
    const edition = await createForumEdition({}, { count }, papers);
    edition.server.discord.setAllowed(defaultChannelId, ['ManageChannels']);
    expect(await edition.deliverAtLast(edition.startProcess('a'))).toEqual([]);
    const links = edition.server.channel().map(({ url }) => url);
    expect(links).toEqual(papers.slice(0, count).map(({ id }) => `https://huggingface.co/papers/${id}`));
    expect(edition.server.rejections()).toEqual([]);
    // Nearly every paper has a field, so its post has the tag of a broad field, which the bot has made.
    const tagged = edition.posts().filter((post) => 'applied_tags' in post && post.applied_tags?.length);
    expect(tagged.length / count).toBeGreaterThan(0.8);
    const channel = edition.server.discord.channel(defaultChannelId);
    expect(channel && 'available_tags' in channel && channel.available_tags?.length).toBeLessThanOrEqual(20);
  });
});
