import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { startBot } from '../../../src/main.ts';
import { slackWording } from '../../../src/platforms/slack/wording.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeRawList } from '../../fixtures/papers.ts';
import { startHuggingFace } from '../../servers/huggingface.ts';
import { defaultChannelId, type StoredMessage, startSlack } from '../../servers/slack/index.ts';

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

describe.concurrent('what becomes of places', { timeout: 20_000 }, () => {
  test('tokens being revoked pauses it: another token goes on with it', async (context) => {
    const scene = await open(context);
    await scene.up();
    scene.slack.revokeToken();
    await scene.becomes({ state: 'paused', reason: slackWording.revoked });
  });

  test.for([
    ['a deleted channel', (s) => s.deleteChannel(CHANNEL), slackWording.channelGone],
    ['the bot being removed', (s) => s.kick(CHANNEL), slackWording.left],
    ['the app being removed', (s) => s.uninstall(), slackWording.uninstalled],
  ] as [string, (slack: Awaited<ReturnType<typeof startSlack>>) => void, string][])(
    '%s ends the subscription',
    async ([_what, act, reason], context) => {
      const scene = await open(context);
      await scene.up();
      act(scene.slack);
      await scene.becomes({ state: 'ended', reason });
    },
  );

  test.for([
    ['channel_left', CHANNEL],
    ['group_left', CHANNEL],
    ['group_deleted', CHANNEL],
  ])('%s alone ends it', async ([type, channel], context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const payload = {
      type: 'event_callback',
      event_id: 'Ev1',
      team_id: 'T0LOOPBACK',
      event: { type, channel },
    };
    expect(await scene.slack.http.forge({ payload })).toBe(200);
    await scene.becomes({ state: 'ended' });
  });

  test.for([false, true])(
    'an archived channel (private: %s) pauses it, until it is back',
    async (isPrivate, context) => {
      const scene = await open(context, { channels: [{ id: CHANNEL, isPrivate }] });
      await scene.up();
      scene.slack.archive(CHANNEL);
      await scene.becomes({ state: 'paused', reason: slackWording.archived });
      scene.slack.archive(CHANNEL, false);
      await scene.becomes({ state: 'active', reason: null });
    },
  );

  test('other people leaving, other channels and user tokens change nothing', async (context) => {
    const scene = await open(context, { mode: 'http', channels: [{ id: CHANNEL }, { id: 'C0OTHER' }] });
    await scene.up();
    for (const [index, event] of [
      { type: 'member_left_channel', user: 'U1', channel: CHANNEL },
      { type: 'channel_deleted', channel: 'C0OTHER' },
      { type: 'tokens_revoked', tokens: { oauth: ['U1'] } },
      { type: 'reaction_added', user: 'U1', reaction: '+1', item: { type: 'file', file: 'F1' } },
    ].entries()) {
      const payload = { type: 'event_callback', event_id: `Ev${index}`, team_id: 'T0LOOPBACK', event };
      expect(await scene.slack.http.forge({ payload })).toBe(200);
    }
    scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    expect(await scene.store().subscription(PLACE_ID)).toMatchObject({ state: 'active' });
    expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe.concurrent('votes', { timeout: 20_000 }, () => {
  test('an event that is told again counts once, also an older one', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const { slack } = scene;
    slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    const added = slack.events.findLast(({ event }) => (event as { user?: string }).user === 'U1') as object;
    expect(await slack.http.forge({ payload: { ...added } })).toBe(200);
    slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(0);
    expect(await slack.http.forge({ payload: { ...added } })).toBe(200);
    slack.react(CHANNEL, scene.ts(2), 'U2', '-1');
    await scene.counted(1);
    slack.react(CHANNEL, scene.ts(2), 'U2', 'eyes');
    slack.react(CHANNEL, scene.ts(2), 'U3', '+1::skin-tone-3');
    await scene.counted(2);
  });

  // A bug: what was told before the start is forgotten.
  test('an older event that is told again after a new start counts nothing', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const { slack } = scene;
    slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(1);
    const added = slack.events.findLast(({ event }) => (event as { user?: string }).user === 'U1') as object;
    slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.counted(0);
    await scene.stop();
    await scene.start();
    await scene.says('Slack is on', 2);
    expect(await slack.http.forge({ payload: { ...added } })).toBe(200);
    slack.react(CHANNEL, scene.ts(2), 'U2', '+1');
    const paper = (await scene.store().paperOf('slack', `${CHANNEL}/${scene.ts(2)}`)) as string;
    const up = async () => (await scene.store().voteCounts([paper])).get(paper)?.up;
    await vi.waitFor(async () => expect(await up()).toBe(1), SOON);
    // The other would be the press that was taken back before.
    expect(await scene.votes()).toBe(1);
  });
});
