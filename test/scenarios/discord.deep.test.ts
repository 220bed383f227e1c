import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { type Bot, startBot } from '../../src/compose/bot.ts';
import { readConfig } from '../../src/config/config.ts';
import sampleDay from '../../src/demo/sample-day.json' with { type: 'json' };
import sampleSummaries from '../../src/demo/sample-summaries.json' with { type: 'json' };
import { cardWording } from '../../src/i18n/ko/card.ts';
import { commandWording } from '../../src/i18n/ko/command.ts';
import { statusWording } from '../../src/i18n/ko/status.ts';
import { settingWording } from '../../src/i18n/ko/subscription/settings.ts';
import { subscriptionWording } from '../../src/i18n/ko/subscription/subscription.ts';
import { createClock } from '../../src/lib/clock.ts';
import { DAY } from '../../src/lib/duration.ts';
import {
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  type StoredMessage,
  startDiscord,
} from '../emulators/discord/index.ts';
import { startHuggingFace } from '../emulators/huggingface.ts';
import { startOpenAi } from '../emulators/openai.ts';
import { EVENTUALLY } from '../fixtures/eventually.ts';
import { createTestLog } from '../fixtures/log.ts';
import { makeRawList } from '../fixtures/papers.ts';
import { discordPlaceId } from '../fixtures/place-ids.ts';

const FRIDAY = '2026-08-21';
const MONDAY = '2026-08-24';
const CHANNEL = defaultChannelId;
const NEWS = '300000000000000002';
const MANAGER = '400000000000000001';
const INITIAL_REACTIONS = ['👍', '👎'];
const summaries: Record<string, (typeof sampleSummaries)[keyof typeof sampleSummaries]> = sampleSummaries;
const byTitle = Object.fromEntries(
  sampleDay.flatMap(({ paper }) => {
    const summary = summaries[paper.id];
    return summary ? [[paper.title, summary]] : [];
  }),
);
/** The selected papers, by descending upvotes, then in list order. */
const CHOSEN = [...sampleDay].sort((a, b) => b.paper.upvotes - a.paper.upvotes).slice(0, 5);

interface Setting {
  readonly days?: Record<string, readonly unknown[]>;
  readonly env?: Record<string, string>;
  readonly discord?: Parameters<typeof startDiscord>[0];
  /** The model's replies; see `startOpenAi`. */
  readonly reply?: NonNullable<Parameters<typeof startOpenAi>[0]['reply']>;
}

interface Use {
  readonly channelId?: string;
  readonly manage?: boolean;
  readonly options?: Record<string, string | number>;
}

/** Sets up the whole bot with loopback Hugging Face, OpenAI and Discord, and a clock that can be moved. */
async function open({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, setting: Setting = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-discord-'));
  const discord = await startDiscord({
    guilds: [
      {
        id: defaultGuildId,
        channels: [
          { id: CHANNEL, name: 'papers' },
          { id: NEWS, name: 'news' },
        ],
      },
    ],
    ...setting.discord,
  });
  const huggingFace = await startHuggingFace({ days: setting.days ?? { [FRIDAY]: sampleDay } });
  const openAi = await startOpenAi({ byTitle, ...(setting.reply ? { reply: setting.reply } : {}) });
  const config = readConfig({
    ...{ NOW: '2026-08-22T03:00:00Z', PORT: '0', HF_ENDPOINT: huggingFace.url, OPENAI_BASE_URL: openAi.url },
    ...{ DATABASE_URL: `file:${folder}/bot.db`, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    ...{ SUBSCRIBE: `discord:${CHANNEL}`, ...setting.env },
  });
  const log = createTestLog();
  let shift = 0;
  const real = createClock(config.startAt);
  const clock = { ...real, now: () => real.now() + shift };
  let bot: Bot | undefined;
  const stop = async () => {
    const running = bot;
    bot = undefined;
    await running?.stop();
  };
  onTestFinished(async () => {
    await stop();
    await Promise.all([discord.close(), huggingFace.close(), openAi.close()]);
    await rm(folder, { recursive: true });
  });

  const scene = {
    ...{ discord, openAi, log, stop },
    store: () => (bot as Bot).app.store,
    async start() {
      bot = await startBot(config, clock, log);
    },
    advance: (ms: number) => {
      shift += ms;
    },
    /** Resolves once members can use commands. */
    async isOpen() {
      await discord.gateway.connected();
      await discord.until(() => discord.registered().length > 0);
    },
    async delivered(id: string, day: string, state = 'done') {
      await vi.waitFor(
        async () => expect((await scene.store().edition(discordPlaceId(id), day))?.state).toBe(state),
        EVENTUALLY,
      );
    },
    async use(
      subcommand: string,
      { channelId = CHANNEL, manage = true, options = {} }: Use = {},
    ): Promise<StoredMessage> {
      const { answered } = discord.interact.command({
        ...{ channelId, userId: MANAGER, manage, name: 'paper', subcommand, options },
      });
      return answered;
    },
    say: async (subcommand: string, more?: Use): Promise<string> => textOf(await scene.use(subcommand, more)),
  };
  return scene;
}

function textOf({ embeds }: StoredMessage): string {
  const texts = embeds.flatMap(({ title, description, fields = [], footer }) => [
    ...[title, description, footer?.text],
    ...fields.flatMap(({ name, value }) => [name, value]),
  ]);
  return texts.filter(Boolean).join('\n').replaceAll('\\', '');
}

const titlesIn = (discord: DiscordServer, id: string) =>
  discord.messages(id).map(({ embeds }) => embeds[0]?.title?.replaceAll('\\', ''));
const paperUrl = (id: string) => `https://huggingface.co/papers/${id}`;

describe.concurrent('the whole bot', () => {
  test('delivers the five papers of a recorded day: a heading, then one card each, without warnings', async (context) => {
    const { discord, ...scene } = await open(context);
    await scene.start();
    await scene.delivered(CHANNEL, FRIDAY);
    const [heading, ...cards] = discord.messages(CHANNEL);
    expect(heading?.embeds[0]?.title).toBe(cardWording.headingTitle(FRIDAY));
    expect(heading?.reactions).toBeUndefined();
    expect(cards.map(({ embeds }) => embeds[0]?.url)).toEqual(CHOSEN.map(({ paper }) => paperUrl(paper.id)));
    for (const [index, card] of cards.entries()) {
      const { paper } = CHOSEN[index] as (typeof CHOSEN)[number];
      expect(card.embeds).toHaveLength(1);
      const text = textOf(card);
      expect(text).toContain(summaries[paper.id]?.summary);
      for (const part of ['요약', '쉬운설명', '관련분야', `추천수\n${paper.upvotes}`])
        expect(text).toContain(part);
      expect(card.reactions?.map(({ emoji, count, me }) => [emoji.name, count, me])).toEqual(
        INITIAL_REACTIONS.map((emoji) => [emoji, 1, true]),
      );
      expect(JSON.stringify(card.components)).toContain(`https://arxiv.org/pdf/${paper.id}`);
    }
    expect(discord.rejections).toEqual([]);
    expect(discord.refusals).toEqual([]);
    expect(scene.log.lines.filter(({ level }) => level === 'warn' || level === 'error')).toEqual([]);
  });

  test('in the thread layout puts the cards below the heading, where votes count as well', async (context) => {
    const { discord, ...scene } = await open(context, { env: { SUBSCRIBE: '' } });
    await scene.start();
    await scene.isOpen();
    expect(await scene.say('subscribe', { options: { layout: 'thread', count: 3 } })).toContain(
      settingWording.layouts.thread,
    );
    await scene.delivered(CHANNEL, FRIDAY);
    const [heading, ...more] = discord.messages(CHANNEL);
    expect(more).toEqual([]);
    const thread = discord.thread(CHANNEL, heading?.id as string)?.id as string;
    const cards = discord.messages(thread);
    expect(cards.map(({ embeds }) => embeds[0]?.url)).toEqual(
      CHOSEN.slice(0, 3).map(({ paper }) => paperUrl(paper.id)),
    );
    discord.react(thread, cards[1]?.id as string, MANAGER, '👍');
    const second = CHOSEN[1]?.paper.id as string;
    await vi.waitFor(
      async () =>
        expect((await scene.store().voteCounts([second], { shownOn: 'web' })).get(second)?.up).toBe(1),
      EVENTUALLY,
    );
    expect(discord.rejections).toEqual([]);
  });

  test('speaks Korean from the first command to the last', async (context) => {
    const { discord, ...scene } = await open(context, { env: { SUBSCRIBE: '' } });
    await scene.start();
    await scene.isOpen();
    expect(await scene.say('help', { manage: false })).toContain('/paper subscribe · 구독');
    expect(await scene.say('today', { manage: false })).toContain(cardWording.headingTitle(FRIDAY));
    expect(await scene.say('status', { manage: false })).toContain(subscriptionWording.none);
    expect(await scene.say('unsubscribe')).toBe(subscriptionWording.none);
    expect(await scene.say('subscribe', { manage: false })).toBe(commandWording.managersOnly('구독'));

    const subscribed = await scene.say('구독', { options: { 시각: '오전 9시 반', 편수: 2, 요일: '평일' } });
    expect(subscribed).toContain(subscriptionWording.subscribed);
    expect(subscribed).toContain(subscriptionWording.atOnce);
    expect(subscribed).toContain('평일 09:30 (서울 시간) · 최대 2편');
    // The newest list day is sent immediately, whatever the hour.
    await scene.delivered(CHANNEL, FRIDAY);
    expect(titlesIn(discord, CHANNEL)).toEqual([
      cardWording.headingTitle(FRIDAY),
      ...CHOSEN.slice(0, 2).map(({ paper }) => paper.title),
    ]);

    const today = await scene.use('today', { manage: false });
    expect(today.embeds.map(({ title }) => title)).toEqual([cardWording.headingTitle(FRIDAY)]);
    const list = today.embeds[0]?.description?.replaceAll('\\', '') ?? '';
    const places = CHOSEN.map(({ paper }) => list.indexOf(paper.title));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(await scene.say('today', { options: { 날짜: FRIDAY } })).toContain(
      cardWording.headingTitle(FRIDAY),
    );
    const status = await scene.say('status', { manage: false });
    for (const part of [statusWording.active, '2026년 8월 21일', '논문 2편', '다음 배달'])
      expect(status).toContain(part);
    expect(await scene.say('subscribe', { options: { count: 4 } })).toContain(subscriptionWording.changed);
    expect(await scene.say('해지')).toContain(subscriptionWording.ended);
    expect(await scene.say('status')).toContain(statusWording.ended(null));
    expect(discord.rejections).toEqual([]);
    expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('sends an unsubscribed channel nothing more, and other channels their editions', async (context) => {
    const days = { [FRIDAY]: makeRawList(2), [MONDAY]: makeRawList(4).slice(2) };
    const { discord, ...scene } = await open(context, {
      days,
      env: { SUBSCRIBE: `discord:${CHANNEL},discord:${NEWS}` },
    });
    await scene.start();
    await scene.isOpen();
    for (const id of [CHANNEL, NEWS]) await scene.delivered(id, FRIDAY);
    expect(await scene.say('unsubscribe', { channelId: NEWS })).toContain(subscriptionWording.ended);
    scene.advance(3 * DAY);
    // The channel stays unsubscribed after a restart, although SUBSCRIBE still contains it.
    await scene.stop();
    await scene.start();
    await scene.delivered(CHANNEL, MONDAY);
    expect(titlesIn(discord, NEWS)).toHaveLength(3);
    expect(titlesIn(discord, CHANNEL)).toHaveLength(6);
    expect(await scene.store().subscription(discordPlaceId(NEWS))).toMatchObject({
      state: 'ended',
      reason: null,
    });
  });

  test('stops in the middle of an edition when the channel unsubscribes', async (context) => {
    const held = Promise.withResolvers<undefined>();
    const third = CHOSEN[2]?.paper.title as string;
    const scene = await open(context, {
      env: { SUBSCRIBE: `discord:${CHANNEL},discord:${NEWS}` },
      // Both channels wait for the same summary.
      reply: ({ messages }) =>
        messages.some(({ content }) => content.includes(third)) ? held.promise : undefined,
    });
    const { discord } = scene;
    await scene.start();
    await scene.isOpen();
    await discord.until(() => [CHANNEL, NEWS].every((id) => discord.messages(id).length === 3));
    expect(await scene.say('unsubscribe')).toContain(subscriptionWording.ended);
    held.resolve(undefined);
    await scene.delivered(NEWS, FRIDAY);
    expect(discord.messages(NEWS)).toHaveLength(6);
    expect(discord.messages(CHANNEL)).toHaveLength(3);
  });
});

describe.concurrent('a bot that is stopped in the middle of an edition and restarted', () => {
  const list = makeRawList(2);
  const titles = [cardWording.headingTitle(FRIDAY), ...list.map(({ paper }) => paper.title)];
  /** The bot is stopped at each of 7 requests: 3 messages (a heading, two cards) and 4 initial reactions. */
  const STEPS = [1, 2, 3, 4, 5, 6, 7];

  test.for([
    ['a request that never arrives', { kind: 'hang' }],
    ['a request that arrives, but whose response is lost', { kind: 'after', answer: 'hang' }],
    ['a response', undefined],
  ] as const)('posts each card once, with its initial reactions: at %s', async ([_what, fault], context) => {
    for (const step of STEPS) {
      const { discord, ...scene } = await open(context, {
        days: { [FRIDAY]: list },
        // Discord has forgotten all nonces, so the bot has to check the channel itself.
        discord: { nonceWindowMs: 0 },
      });
      let seen = 0;
      discord.fault = ({ method, path }) => {
        if (!path.startsWith('/channels/') || method === 'GET') return undefined;
        seen += 1;
        return seen === step ? fault : undefined;
      };
      await scene.start();
      await discord.until(() => seen >= step);
      await scene.stop();
      discord.fault = undefined;
      await scene.start();
      await scene.delivered(CHANNEL, FRIDAY);
      expect(titlesIn(discord, CHANNEL), `step ${step}`).toEqual(titles);
      const initialReactions = () =>
        discord
          .messages(CHANNEL)
          .slice(1)
          .map(({ reactions }) => reactions?.map(({ emoji }) => emoji.name));
      // The last ones can follow the end of the edition.
      const all = list.map(() => INITIAL_REACTIONS);
      await vi.waitFor(() => expect(initialReactions(), `step ${step}`).toEqual(all), EVENTUALLY);
      expect(discord.rejections).toEqual([]);
      await scene.stop();
    }
  });

  test('posts each card once in a thread', async (context) => {
    for (const step of [1, 2, 3, 4, 5, 6]) {
      const { discord, ...scene } = await open(context, {
        ...{ days: { [FRIDAY]: list }, env: { SUBSCRIBE: '' }, discord: { nonceWindowMs: 0 } },
      });
      await scene.start();
      await scene.isOpen();
      let seen = 0;
      discord.fault = ({ method, path }) => {
        if (!path.startsWith('/channels/') || method === 'GET') return undefined;
        seen += 1;
        return seen === step ? { kind: 'after', answer: 'hang' } : undefined;
      };
      await scene.use('subscribe', { options: { layout: 'thread' } });
      await discord.until(() => seen >= step);
      await scene.stop();
      discord.fault = undefined;
      await scene.start();
      await scene.delivered(CHANNEL, FRIDAY);
      expect(titlesIn(discord, CHANNEL), `step ${step}`).toEqual(titles.slice(0, 1));
      const [thread, ...more] = discord.threads(CHANNEL);
      expect(more).toEqual([]);
      expect(titlesIn(discord, thread?.id as string), `step ${step}`).toEqual(titles.slice(1));
      await scene.stop();
    }
  });
});
