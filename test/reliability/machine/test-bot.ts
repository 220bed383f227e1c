import { writeFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, vi } from 'vitest';
import type { Day } from '../../../src/domain/calendar/day.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { defaultGuildId, startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { questionIn, startOpenAi } from '../../emulators/openai.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { makePaper, makeRawEntry, makeSummary } from '../../fixtures/papers.ts';
import { discordPlaceId, slackPlaceId } from '../../fixtures/place-ids.ts';
import { type Bot, spawnBot } from './bot.ts';

/** Four consecutive list days. */
export const [TUESDAY, WEDNESDAY, THURSDAY, FRIDAY] = [18, 19, 20, 21].map((date) => `2026-08-${date}`) as [
  Day,
  Day,
  Day,
  Day,
];
const COUNT = 2;
/** Returns the ids of the papers in a list day's edition, in order. */
export const papersOf = (day: Day): string[] =>
  Array.from({ length: COUNT }, (_, n) => `26${day.slice(5, 7)}.${day.slice(8)}00${n + 1}`);

/**
 * Wednesday, 15:30 in Seoul. Tuesday's list is the newest finished one, even if the clock is set back two
 * hours.
 */
export const START = Date.parse('2026-08-19T06:30:00Z');
export const [DISCORD, DISCORD_LATER] = ['300000000000000001', '300000000000000002'] as const;
export const [SLACK, SLACK_LATER] = ['C0PAPERS', 'C0NEWS'] as const;
export const MANAGER = '400000000000000001';
export const ADMIN = 'UADMIN';
const MINUTE = 60_000;
const ALREADY_ACKNOWLEDGED = 40060;

const titleOf = (id: string) => `Lighthouse ${id}: Guiding Small Models Through Fog`;
const DAYS = [TUESDAY, WEDNESDAY, THURSDAY, FRIDAY];
const LISTS = Object.fromEntries(
  DAYS.map((day) => [
    day,
    papersOf(day).map((id, n) =>
      makeRawEntry({ id, title: titleOf(id), summary: makePaper().abstract, upvotes: 9 - n }),
    ),
  ]),
);
const SUMMARIES = Object.fromEntries(DAYS.flatMap(papersOf).map((id) => [titleOf(id), makeSummary()]));

export type TestBot = Awaited<ReturnType<typeof startTestBot>>;

export interface TestBotOptions {
  /** The folder of the database; by default, a new one. */
  readonly folder?: string;
}

/**
 * Starts the environment of one or more bots: emulators of the platforms, Hugging Face and the model server,
 * a folder, and a clock that tests can set. `start` and `spawn` then start the bots.
 */
export async function startTestBot(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  options: TestBotOptions = {},
) {
  const own = await mkdtemp(join(tmpdir(), 'paperboy-machine-'));
  // The bot might run as another user, who needs read access.
  await chmod(own, 0o755);
  const folder = options.folder ?? own;
  const began = START - Date.now();
  /** How far a test has moved the true time and the machine's clock, in ms. */
  let [passed, clock] = [0, 0];
  const setClock = (ms: number) => {
    clock = ms;
    writeFileSync(join(own, 'clock'), String(ms));
  };
  setClock(0);
  const now = () => Date.now() + began + passed;
  const toChannel = (id: string) => ({ id, name: 'papers' });
  const discord = await startDiscord({
    now,
    guilds: [{ id: defaultGuildId, channels: [DISCORD, DISCORD_LATER].map(toChannel) }],
  });
  const slack = await startSlack({
    now,
    users: { [ADMIN]: { isAdmin: true } },
    channels: [SLACK, SLACK_LATER].map(toChannel),
  });
  const huggingFace = await startHuggingFace({ days: LISTS });
  const model = await startOpenAi({ byTitle: SUMMARIES });
  const bots = new Set<Bot>();
  const path = join(folder, 'bot.db');
  let opened: ReturnType<typeof openSqlite> | undefined;
  const sql = () => {
    opened ??= openSqlite(path);
    return opened;
  };
  onTestFinished(async () => {
    await Promise.all([...bots].map((bot) => bot.end('SIGKILL')));
    await opened?.close();
    await Promise.all([discord.close(), slack.close(), huggingFace.close(), model.close()]);
    await rm(own, { recursive: true, force: true });
  });

  const testBot = {
    ...{ own, folder, path, discord, slack, model, sql, now },
    store: () => createStore(sql()),
    /** Closes the test's own connection to the database, until it is used again. */
    async closeDatabase(): Promise<void> {
      await opened?.close();
      opened = undefined;
    },
    /** Advances the true time and the machine's clock by `ms`, without waiting. */
    later(ms: number): void {
      passed += ms;
      setClock(clock + ms);
    },
    /** Moves the machine's clock by `ms`, but not the true time. */
    setClockBy: (ms: number) => setClock(clock + ms),
    /** Starts a bot, and does not wait until it is ready. */
    spawn(env: Record<string, string> = {}, uid?: number): Bot {
      const bot = spawnBot({
        env: {
          ...{ NOW: new Date(Date.now() + began + clock).toISOString(), MOVED_CLOCK: join(own, 'clock') },
          ...{ PORT: '0', DIGEST_COUNT: String(COUNT), DATABASE_URL: `file:${path}` },
          ...{ HF_ENDPOINT: huggingFace.url, OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'm' },
          ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
          ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
          ...{ SUBSCRIBE: `discord:${DISCORD},slack:${SLACK}`, ...env },
        },
        ...(uid === undefined ? {} : { uid }),
      });
      bots.add(bot);
      return bot;
    },
    /** Starts a bot; resolves once it is connected to all platforms and has registered its commands. */
    async start(env?: Record<string, string>, uid?: number): Promise<Bot> {
      const [connections, sockets] = [discord.gateway.live(), slack.socket.live()];
      const bot = testBot.spawn(env, uid);
      await bot.opened;
      await discord.until(
        () =>
          discord.gateway.live() > connections &&
          discord.registered().length > 0 &&
          slack.socket.live() > sockets,
      );
      return bot;
    },
    /**
     * Kills the bot as a power cut would. Resolves once Discord has forgotten the bot's nonces, and both
     * platforms have noticed that the bot's connections are closed.
     */
    async kill(bot: Bot): Promise<void> {
      const [connections, sockets] = [discord.gateway.live(), slack.socket.live()];
      await bot.end('SIGKILL');
      discord.forgetNonces();
      // A bot can be between two connections when it is killed.
      const isGone = (live: number, before: number) => live <= Math.max(before - 1, 0);
      await discord.until(
        () => isGone(discord.gateway.live(), connections) && isGone(slack.socket.live(), sockets),
      );
    },
    /** Waits until the edition of a day has the given state at each of the places. */
    delivered: (day: Day, places: readonly string[] = PLACES, state = 'done') =>
      vi.waitFor(async () => {
        for (const place of places) expect((await testBot.store().edition(place, day))?.state).toBe(state);
      }, EVENTUALLY),
    /** Waits for two heartbeats per bot, counted by the test write that each heartbeat makes to the database. */
    async beats(bots = 1): Promise<void> {
      const version = async () => (await sql().query('PRAGMA data_version'))[0]?.data_version;
      let known = await version();
      for (let left = 2 * bots; left > 0; left -= 1) {
        await vi.waitFor(async () => expect(await version()).not.toBe(known), EVENTUALLY);
        known = await version();
      }
    },
    /** Runs a command on Discord as soon as the bot has registered its commands, and returns the answer. */
    async command(name: string, options: Record<string, string> = {}) {
      await discord.until(() => discord.registered().length > 0);
      return discord.interact.command({
        ...{ channelId: DISCORD, userId: MANAGER, manage: true, name: 'paper', subcommand: name, options },
      }).answered;
    },
    slackCommand: (text: string) =>
      slack.interact.command({ channelId: SLACK, userId: ADMIN, text }).answered,
    /** Subscribes a second channel on each of Discord and Slack. */
    async subscribeLater(): Promise<void> {
      await discord.interact.command({
        ...{ channelId: DISCORD_LATER, userId: MANAGER, manage: true },
        ...{ name: 'paper', subcommand: 'subscribe', options: {} },
      }).answered;
      await slack.interact.command({ channelId: SLACK_LATER, userId: ADMIN, text: '구독 편수:2' }).answered;
    },
    discordCard: (paperId: string) =>
      discord.messages(DISCORD).find(({ embeds }) => idIn(embeds[0]?.title) === paperId)?.id as string,
    slackCard: (paperId: string) =>
      slack.messages(SLACK).find(({ text }) => idIn(text) === paperId)?.ts as string,
    eventually: (look: () => unknown) => vi.waitFor(look, EVENTUALLY),

    /**
     * Returns the messages in the first channel of each platform, in order: paper ids, and a dash for a
     * heading.
     */
    async shown() {
      const rows = await sql().query('SELECT card FROM messages ORDER BY id');
      return {
        discord: discord.messages(DISCORD).map(({ embeds }) => idIn(embeds[0]?.title)),
        slack: slack.messages(SLACK).map(({ text }) => idIn(text)),
        web: rows.map(({ card }) => (JSON.parse(String(card)) as { paperId?: string }).paperId ?? '-'),
      };
    },
    /** Returns the number of requests to the model server, by paper. */
    paid: () =>
      Object.fromEntries(
        Map.groupBy(model.requests, (request) => idIn(questionIn(request)))
          .entries()
          .map(([id, requests]) => [id, requests.length]),
      ),
    /**
     * Expects that the platforms rejected nothing except the second acknowledgements of `twice` interactions.
     */
    isClean(twice = 0): void {
      const isTwice = ({ code }: { readonly code: number }) => code === ALREADY_ACKNOWLEDGED;
      expect(discord.rejections.filter(isTwice)).toHaveLength(twice);
      expect([...discord.rejections.filter((it) => !isTwice(it)), ...slack.rejections]).toEqual([]);
    },
  };
  return testBot;
}

export const PLACES = [discordPlaceId(DISCORD), slackPlaceId(SLACK), 'web:paperboy'];
/** Long enough for every abandoned claim to expire, in ms. */
export const LEASES = 2 * MINUTE;

const idIn = (text = '') => text.replaceAll('\\', '').match(/Lighthouse (\d+\.\d+)/)?.[1] ?? '-';

/** Returns what `shown` must return after the editions of these days: each message once, in order. */
export function owed(...days: readonly Day[]) {
  const messages = days.flatMap((day) => ['-', ...papersOf(day)]);
  return { discord: messages, slack: messages, web: messages };
}
