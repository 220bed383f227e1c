import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, vi } from 'vitest';
import { WEB_LIMITS } from '../../../src/command/quotas.ts';
import { type Bot, startBot } from '../../../src/compose/bot.ts';
import { readConfig } from '../../../src/config/config.ts';
import { closedListDay } from '../../../src/domain/calendar/day.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Log } from '../../../src/lib/log.ts';
import type { Store } from '../../../src/ports/store.ts';
import { migrate } from '../../../src/store/schema/migrations.ts';
import { openSqlite } from '../../../src/store/sqlite/driver.ts';
import { createStore } from '../../../src/store/store.ts';
import { defaultGuildId, startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { startOpenAi } from '../../emulators/openai.ts';
import { startSlack } from '../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { discordPlaceId, slackPlaceId } from '../../fixtures/place-ids.ts';
import { ROLE } from '../../fixtures/settings.ts';
import { createDiscordDriver, DISCORD_CHANNELS } from './discord-driver.ts';
import type { Person, Where } from './driver.ts';
import { createSlackDriver, SLACK_CHANNELS } from './slack-driver.ts';
import { createWebDriver } from './web-driver.ts';

/** A Friday evening in Seoul: that day's list is unfinished, and Thursday's is the newest that has ended. */
export const NOW = '2026-08-21T12:00:00Z';
const SPEED = 50;
const SUBSCRIBE = `discord:${DISCORD_CHANNELS.papers},slack:${SLACK_CHANNELS.papers}`;
const PLACES = [discordPlaceId(DISCORD_CHANNELS.papers), slackPlaceId(SLACK_CHANNELS.papers), 'web:paperboy'];

export interface TestBotOptions {
  /** Fills the store before the bot's first start. */
  readonly fill: (store: Store, now: number) => Promise<void>;
  /** Recorded lists by day; see `startHuggingFace`. */
  readonly lists?: Parameters<typeof startHuggingFace>[0];
  /** The model's summaries, if there is a model; see `startOpenAi`. */
  readonly model?: Parameters<typeof startOpenAi>[0];
  readonly env?: Readonly<Record<string, string>>;
}

export type TestBot = Awaited<ReturnType<typeof startTestBot>>;

/**
 * Creates a clock that advances only through `advance` and sleeps, which take little real time. Answers therefore do
 * not depend on how long a test takes.
 */
function createStoppedClock(): Clock & { advance(ms: number): void } {
  let now = Date.parse(NOW);
  return {
    now: () => now,
    elapsed: () => now,
    async sleep(ms, signal) {
      const until = now + ms;
      await wait(ms / SPEED, undefined, { signal });
      // Rounded up, so that a wait of less than a millisecond also ends.
      now = Math.max(now, Math.ceil(until));
    },
    advance(ms) {
      now += ms;
    },
  };
}

/** Starts one real bot with one database on three platforms: Discord, Slack and the web channel. */
export async function startTestBot({ fill, lists = { days: {} }, model, env = {} }: TestBotOptions) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-commands-'));
  const clock = createStoppedClock();
  const [discord, slack, huggingFace, openAi] = await Promise.all([
    startDiscord({
      now: clock.now,
      guilds: [
        {
          id: defaultGuildId,
          roles: [{ id: ROLE }],
          channels: Object.entries(DISCORD_CHANNELS).map(([name, id]) => ({ id, name })),
        },
      ],
    }),
    startSlack({
      now: clock.now,
      channels: Object.entries(SLACK_CHANNELS).map(([name, id]) => ({ id, name })),
    }),
    startHuggingFace(lists),
    startOpenAi(model ?? {}),
  ]);
  // Members can give a user group any handle.
  slack.setGroup({ id: 'S0READERS', handle: ROLE });
  const config = readConfig({
    ...{ NOW, PORT: '0', HF_ENDPOINT: huggingFace.url, DATABASE_URL: `file:${folder}/bot.db` },
    ...{ DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, SLACK_API_URL: slack.url },
    ...{ SUBSCRIBE, ...(model ? { OPENAI_BASE_URL: openAi.url, SEARCH_MODEL: 'off' } : {}) },
    ...env,
  });
  const sql = openSqlite(config.databasePath);
  await migrate(sql);
  const before = createStore(sql);
  await fill(before, clock.now());
  await before.close();

  const kept = createTestLog();
  /** Rejects as soon as the bot logs an error, so tests do not wait for an answer that never comes. */
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const log: Log = {
    ...kept,
    error(fields, sentence) {
      kept.error(fields, sentence);
      const { err = fields } = fields as { err?: unknown };
      const refused = JSON.stringify([...discord.rejections, ...slack.rejections].slice(-1));
      failed.reject(new Error(`${sentence}: ${refused}`, { cause: err }));
    },
  };
  let bot: Bot | undefined;
  const running = () => bot as NonNullable<typeof bot>;

  async function start(): Promise<void> {
    const before = kept.lines.length;
    bot = await startBot(config, clock, log);
    const says = (sentence: RegExp) =>
      discord.until(() => kept.lines.slice(before).some((line) => sentence.test(line.sentence)));
    await Promise.all([says(/^Registered commands|are up to date$/), says(/^Slack is on/)]);
    await whenDelivered(PLACES);
    await index();
  }
  /**
   * Adds all papers to the search index. A second call is needed because the first can join a run that began before the
   * last paper was stored.
   */
  async function index(): Promise<void> {
    await running().app.indexing.catchUp();
    await running().app.indexing.catchUp();
  }
  /** Ends the limits that all readers of the web page share, as if a day had passed. */
  async function forgetWebLimits(): Promise<void> {
    for (const [what, limits] of Object.entries(WEB_LIMITS)) {
      for (const { withinMs } of limits) await running().app.cache.set(`limit/${what}/web/${withinMs}`, null);
    }
  }
  async function whenDelivered(places: readonly string[]): Promise<void> {
    const { store } = running().app;
    for (const place of places) {
      await vi.waitFor(async () => {
        const edition = await store.edition(place, closedListDay(Date.parse(NOW)));
        expect(edition?.state, `the edition of ${place}`).toBe('done');
      }, EVENTUALLY);
    }
  }
  const stop = async () => {
    await bot?.stop();
    bot = undefined;
  };

  let people = 0;
  const waiting = { until: <T>(work: Promise<T>) => Promise.race([work, failed.promise]) };
  await start();
  return {
    ...{ clock, discord, slack, openAi, huggingFace },
    drivers: {
      discord: createDiscordDriver(discord, waiting),
      slack: createSlackDriver(slack, waiting),
      web: createWebDriver(() => running().address, waiting),
    },
    store: () => running().app.store,
    /** Returns the address of the web page. */
    address: () => running().address,
    index,
    forgetWebLimits,
    /** Resolves when the edition of the newest finished list is complete in a channel, on both Discord and Slack. */
    whenDelivered: (where: Where) =>
      whenDelivered([discordPlaceId(DISCORD_CHANNELS[where]), slackPlaceId(SLACK_CHANNELS[where])]),
    /** Returns a new person, who has not used any quota yet. */
    person(manages = false): Person {
      people += 1;
      return { number: people, manages };
    },
    /** Restarts the bot with the same files. */
    async restart() {
      await stop();
      await start();
    },
    /** Returns refusals by Discord and Slack, and warnings and errors logged by the bot. */
    complaints: () => [
      ...discord.rejections,
      ...slack.rejections,
      // The model is expected to fail on some papers.
      ...kept.lines.filter(
        ({ level, sentence }) =>
          level === 'error' || (level === 'warn' && sentence !== 'No summary for a paper'),
      ),
    ],
    async close() {
      await stop();
      await Promise.all([discord.close(), slack.close(), huggingFace.close(), openAi.close()]);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
