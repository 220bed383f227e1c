import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { readConfig } from '../src/config.ts';
import type { Clock } from '../src/core/ports.ts';
import { wording } from '../src/core/wording.ts';
import { startBot } from '../src/main.ts';
import { createTestLog } from './fixtures/log.ts';
import { makeRawList } from './fixtures/papers.ts';
import { defaultChannelId as discordChannel, startDiscord } from './servers/discord/index.ts';
import { startHuggingFace } from './servers/huggingface.ts';
import { defaultChannelId, type StoredMessage, startSlack } from './servers/slack/index.ts';

type Context = Pick<TestContext, 'onTestFinished'>;
type Mode = 'socket' | 'http';

const NOW = '2026-08-22T03:00:00Z';
const DAY = '2026-08-21';
const CHANNEL = defaultChannelId;
const PLACE_ID = `slack:${CHANNEL}`;
const ADMIN = 'UADMIN';
const SOON = { timeout: 8_000, interval: 10 };

/** What no part of the bot may leave behind: either would end the real process. */
const stray: unknown[] = [];
const keep = (error: unknown) => stray.push(error);
beforeAll(() => {
  process.on('unhandledRejection', keep).on('uncaughtException', keep);
});
afterAll(() => {
  process.off('unhandledRejection', keep).off('uncaughtException', keep);
  expect(stray).toEqual([]);
});

/** A clock that runs twenty times as fast as the machine's, and can be moved. */
function createFastClock() {
  const SPEED = 20;
  const began = Date.now();
  let shift = Date.parse(NOW);
  const clock: Clock = {
    now: () => shift + (Date.now() - began) * SPEED,
    sleep: async (ms, signal) => void (await wait(ms / SPEED, undefined, { signal })),
  };
  return Object.assign(clock, {
    advance: (ms: number) => {
      shift += ms;
    },
  });
}

/** The whole bot over a loopback Slack and Hugging Face. */
async function open(
  { onTestFinished }: Context,
  {
    mode = 'socket',
    papers = 2,
    env = {},
    ...options
  }: { mode?: Mode; papers?: number; env?: Record<string, string> } & Parameters<typeof startSlack>[0] = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-slack-'));
  const clock = createFastClock();
  const slack = await startSlack({
    ...{ botToken: 'xoxb-secret-of-the-bot', appToken: 'xapp-secret-of-the-app', now: clock.now },
    ...{ users: { [ADMIN]: { isAdmin: true } }, ...options },
  });
  const huggingFace = await startHuggingFace({ days: { [DAY]: makeRawList(papers) } });
  const credentials: Record<string, string> =
    mode === 'socket' ? { SLACK_APP_TOKEN: slack.appToken } : { SLACK_SIGNING_SECRET: slack.signingSecret };
  const config = readConfig({
    ...{ NOW, PORT: '0', HF_ENDPOINT: huggingFace.url, DATABASE_URL: `file:${folder}/bot.db` },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url, SUBSCRIBE: PLACE_ID },
    ...{ ...credentials, ...env },
  });
  const log = createTestLog();
  const fatal: Error[] = [];
  let bot: Awaited<ReturnType<typeof startBot>> | undefined;
  const scene = {
    ...{ slack, clock, log, fatal },
    store: () => (bot as NonNullable<typeof bot>).parts.store,
    address: () => (bot as NonNullable<typeof bot>).address,
    async start() {
      bot = await startBot(config, clock, log, (error) => fatal.push(error));
      if (mode === 'http') slack.deliver = { url: `${bot.address}/slack/events` };
    },
    async stop() {
      const running = bot;
      bot = undefined;
      await running?.stop();
    },
    says: (sentence: string, times = 1) =>
      slack.until(() => log.lines.filter((line) => line.sentence.startsWith(sentence)).length >= times),
    async health() {
      const response = await fetch(`${scene.address()}/healthz`);
      return ((await response.json()) as { ill?: Record<string, string> }).ill ?? {};
    },
    delivered: (id = PLACE_ID) =>
      vi.waitFor(async () => expect((await scene.store().edition(id, DAY))?.state).toBe('done'), SOON),
    becomes: (wanted: object, id = PLACE_ID) =>
      vi.waitFor(async () => expect(await scene.store().subscription(id)).toMatchObject(wanted), SOON),
    /** The votes of all papers, as rows. */
    votes: async () => (await scene.store().totals()).votes,
    counted: (votes: number) => vi.waitFor(async () => expect(await scene.votes()).toBe(votes), SOON),
    ts: (card = 1) => slack.messages(CHANNEL)[card]?.ts as string,
    use: (text: string, userId = ADMIN, channelId = CHANNEL) =>
      slack.interact.command({ channelId, userId, text }),
    say: async (text: string, userId = ADMIN, channelId = CHANNEL) =>
      wordsOf(await scene.use(text, userId, channelId).answered),
    /** Up, an edition delivered, and the socket open. */
    async up() {
      await scene.start();
      await scene.says('Slack is on');
      await scene.delivered();
    },
  };
  onTestFinished(async () => {
    await scene.stop();
    await Promise.all([slack.close(), huggingFace.close()]);
    await rm(folder, { recursive: true, force: true });
    expect(inspect(log.lines, { depth: 9 })).not.toMatch(/secret-of-the|loopback-signing/);
  });
  return scene;
}

const wordsOf = ({ text, blocks }: StoredMessage) => `${text}\n${JSON.stringify(blocks)}`;

const DISCORD_ID = `discord:${discordChannel}`;

async function openBoth(context: Context) {
  const discord = await startDiscord();
  context.onTestFinished(() => discord.close());
  const scene = await open(context, {
    papers: 5,
    env: {
      DISCORD_TOKEN: discord.token,
      DISCORD_API_URL: discord.url,
      SUBSCRIBE: `${DISCORD_ID},${PLACE_ID}`,
    },
  });
  return Object.assign(scene, { discord });
}

describe.concurrent('one process for Discord and Slack', { timeout: 25_000 }, () => {
  test('gives both their editions', async (context) => {
    const scene = await openBoth(context);
    await scene.up();
    for (const id of [DISCORD_ID, 'web:paperboy']) await scene.delivered(id);
    expect(scene.slack.messages(CHANNEL)).toHaveLength(6);
    expect(scene.discord.messages(discordChannel)).toHaveLength(6);
    expect(await scene.say('오늘')).toContain(wording.headingTitle(DAY));
    expect([...scene.slack.rejections, ...scene.discord.rejections]).toEqual([]);
    expect(await scene.health()).toEqual({});
  });

  test.for(['hang', 'reset', 'status'] as const)(
    'Slack that is down (%s) holds up nobody',
    async (kind, context) => {
      const scene = await openBoth(context);
      scene.slack.fault = () => (kind === 'status' ? { kind, status: 503 } : { kind });
      await scene.start();
      for (const id of [DISCORD_ID, 'web:paperboy']) await scene.delivered(id);
      expect(scene.discord.messages(discordChannel)).toHaveLength(6);
      expect(scene.slack.messages(CHANNEL)).toEqual([]);
    },
  );

  test.for(['hang', 'status'] as const)(
    'Discord that is down (%s) holds up nobody',
    async (kind, context) => {
      const scene = await openBoth(context);
      scene.discord.fault = () => (kind === 'status' ? { kind, status: 503 } : { kind });
      await scene.up();
      await scene.delivered('web:paperboy');
      expect(scene.slack.messages(CHANNEL)).toHaveLength(6);
      expect(await scene.say('help')).toContain(wording.helpTitle);
    },
  );

  test('Slack refusing our token turns Slack off only', async (context) => {
    const scene = await openBoth(context);
    scene.slack.revokeToken();
    await scene.start();
    await scene.says('A platform is off');
    for (const id of [DISCORD_ID, 'web:paperboy']) await scene.delivered(id);
    expect((await scene.health()).slack).toContain('SLACK_BOT_TOKEN');
    expect(await scene.health()).not.toHaveProperty('discord');
    expect(scene.fatal).toEqual([]);
  });

  test('both refusing them is fatal', async (context) => {
    const scene = await openBoth(context);
    scene.slack.revokeToken();
    scene.discord.fault = () => ({
      kind: 'status',
      status: 401,
      body: { message: '401: Unauthorized', code: 0 },
    });
    await scene.start();
    await scene.slack.until(() => scene.fatal.length > 0);
    await scene.delivered('web:paperboy');
  });
});
