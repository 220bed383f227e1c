import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, type TestContext, test, vi } from 'vitest';
import { readConfig } from '../../../src/config.ts';
import type { Clock } from '../../../src/core/ports.ts';
import { wording } from '../../../src/core/wording.ts';
import { startBot } from '../../../src/main.ts';
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

describe.concurrent('both modes', { timeout: 20_000 }, () => {
  test.for(['socket', 'http'] as const)(
    '%s: an edition of five is a heading and five cards',
    async (mode, context) => {
      const scene = await open(context, { mode, papers: 7 });
      await scene.up();
      const [heading, ...cards] = scene.slack.messages(CHANNEL);
      expect(heading?.text).toContain(wording.headingTitle(DAY));
      expect(cards.map(({ reactions }) => reactions?.map(({ name }) => name))).toEqual(
        Array(5).fill(['+1', '-1']),
      );
      scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(1);
      scene.slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(0);
      expect(scene.slack.rejections).toEqual([]);
      expect(scene.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  test.for(['socket', 'http'] as const)('%s: acknowledges before it works', async (mode, context) => {
    const scene = await open(context, { mode });
    await scene.up();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    scene.slack.fault = ({ method }) => {
      if (method !== 'users.info') return undefined;
      resolve(undefined);
      return { kind: 'hang' };
    };
    const handle = scene.use('구독');
    await handle.acknowledged;
    await promise;
    expect(handle.responses).toEqual([]);
    scene.slack.fault = undefined;
    expect(await scene.say('help')).toContain(wording.helpTitle);
    expect(scene.slack.rejections).toEqual([]);
  });
});

describe.concurrent('the socket', { timeout: 30_000 }, () => {
  test.for([
    ['a close frame', (slack) => slack.socket.drop()],
    ['a cut', (slack) => slack.socket.drop(null)],
    ['a refresh', (slack) => slack.socket.refresh('refresh_requested', 100)],
    ['a warning', (slack) => slack.socket.refresh('warning', 100)],
  ] as [string, (slack: Awaited<ReturnType<typeof startSlack>>) => void][])(
    'comes back after %s, and what was missed is recounted',
    async ([_how, drop], context) => {
      const scene = await open(context);
      const { slack } = scene;
      await scene.up();
      slack.react(CHANNEL, scene.ts(), 'U1', '+1');
      await scene.counted(1);
      slack.socket.offline(true);
      drop(slack);
      await slack.until(() => slack.socket.refused > 0);
      slack.react(CHANNEL, scene.ts(), 'U2', '+1');
      slack.unreact(CHANNEL, scene.ts(), 'U1', '+1');
      slack.react(CHANNEL, scene.ts(2), 'U1', '-1');
      slack.socket.offline(false);
      await scene.says('Slack is on', 2);
      await scene.counted(2);
      slack.socket.redeliver();
      slack.react(CHANNEL, scene.ts(), 'U3', '+1');
      await scene.counted(3);
      expect(slack.socket.live()).toBe(1);
      expect(slack.rejections).toEqual([]);
    },
  );

  test('that is mute is given up and made anew', async (context) => {
    const scene = await open(context);
    await scene.up();
    scene.slack.socket.mute(true);
    await scene.slack.until(
      () =>
        scene.log.lines.some(({ sentence }) => sentence.startsWith('Slack cannot be reached')) ||
        scene.slack.socket.opens > 1,
    );
    scene.slack.socket.mute(false);
    await scene.says('Slack is on', 2);
    expect(await scene.say('help')).toContain(wording.helpTitle);
  });

  test.for(['500', 'hang', 'internal_error', 'invalid_auth'])(
    'is opened again when apps.connections.open says %s, at start and later',
    async (how, context) => {
      const scene = await open(context);
      const { slack } = scene;
      const fault = ({ method }: { method: string }) =>
        method !== 'apps.connections.open'
          ? undefined
          : how === '500'
            ? ({ kind: 'status', status: 500 } as const)
            : how === 'hang'
              ? ({ kind: 'hang' } as const)
              : ({ kind: 'error', error: how } as const);
      slack.fault = fault;
      await scene.start();
      await scene.delivered();
      await slack.until(() => slack.refusals.length > 0);
      slack.fault = undefined;
      await scene.says('Slack is on');
      slack.fault = fault;
      const before = slack.refusals.length;
      slack.socket.drop(null);
      await slack.until(() => slack.refusals.length > before);
      slack.react(CHANNEL, scene.ts(), 'U1', '+1');
      slack.fault = undefined;
      await scene.says('Slack is on', 2);
      await scene.counted(1);
    },
  );

  test('whose app token is refused holds up nothing else, and health tells of it', async (context) => {
    const scene = await open(context, { env: { SLACK_APP_TOKEN: 'xapp-another' } });
    await scene.start();
    await scene.delivered();
    await scene.slack.until(() => scene.slack.requests.some(({ token }) => token === 'xapp-another'));
    scene.clock.advance(3 * 60_000);
    expect(await scene.health()).toHaveProperty('slack');
    expect(scene.slack.socket.opens).toBe(0);
  });

  test.for(['reset', 'hang', 'status'] as const)(
    'Slack is down at start (%s): the bot lives, and is on later',
    async (kind, context) => {
      const scene = await open(context);
      scene.slack.fault = () => (kind === 'status' ? { kind, status: 503 } : { kind });
      await scene.start();
      await scene.slack.until(() => scene.slack.refusals.length > 0);
      await scene.delivered('web:paperboy');
      scene.clock.advance(3 * 60_000);
      expect(await scene.health()).toHaveProperty('slack');
      scene.slack.fault = undefined;
      await scene.says('Slack is on');
      expect(await scene.say('help')).toContain(wording.helpTitle);
      expect(await scene.health()).not.toHaveProperty('slack');
    },
  );

  test('reactions while the bot was down are counted after its start', async (context) => {
    const scene = await open(context);
    await scene.up();
    await scene.stop();
    scene.slack.react(CHANNEL, scene.ts(), 'U1', '+1');
    await scene.start();
    await scene.counted(1);
  });
});

describe.concurrent('HTTP mode', { timeout: 20_000 }, () => {
  const uninstalled = (id = 'Ev1') => ({
    ...{ type: 'event_callback', event_id: id, team_id: 'T0LOOPBACK', api_app_id: 'APAPERBOY' },
    event: { type: 'app_uninstalled', event_ts: '1.1' },
  });

  test('turns away what Slack did not sign, and it changes nothing', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const { http } = scene.slack;
    expect(await http.verify()).toBe(true);
    const payload = uninstalled();
    expect(await http.forge({ signature: 'wrong', payload })).toBe(401);
    expect(await http.forge({ signature: 'none', payload })).toBe(401);
    expect(await http.forge({ ageSeconds: 6 * 60, payload })).toBe(401);
    expect(await http.forge({ ageSeconds: -6 * 60, payload })).toBe(401);
    expect(await scene.store().subscription(PLACE_ID)).toMatchObject({ state: 'active' });
    expect(await http.forge({ payload })).toBe(200);
    await scene.becomes({ state: 'ended' });
  });

  test('is hindered by neither the body limit nor the guard of the web channel', async (context) => {
    const scene = await open(context, { mode: 'http' });
    await scene.up();
    const payload = { ...uninstalled('Ev2'), padding: 'x'.repeat(300_000) };
    expect(await scene.slack.http.forge({ payload })).toBe(200);
    await scene.becomes({ state: 'ended' });
    const body = '{}';
    const headers = { origin: 'https://elsewhere.example', 'sec-fetch-site': 'cross-site' };
    const answer = await fetch(`${scene.address()}/slack/events`, { method: 'POST', body, headers });
    expect(answer.status).toBe(401);
    expect((await fetch(scene.address())).status).toBe(200);
    expect((await fetch(`${scene.address()}/slack/events`)).status).toBe(404);
  });

  test('says 503 until the bot knows who it is', async (context) => {
    const scene = await open(context, { mode: 'http' });
    scene.slack.fault = ({ method }) =>
      method === 'auth.test' ? { kind: 'status', status: 503 } : undefined;
    await scene.start();
    expect(await scene.slack.http.forge({ payload: uninstalled('Ev3') })).toBe(503);
    scene.slack.fault = undefined;
    await scene.says('Slack is on');
    expect(await scene.slack.http.verify()).toBe(true);
  });
});

describe.concurrent('stop() ends', { timeout: 9_000 }, () => {
  test.for(['connected', 'mute', 'hang', 'offline', 'opening hangs'] as const)(
    '%s',
    async (state, context) => {
      const scene = await open(context);
      const { slack } = scene;
      if (state === 'hang') slack.fault = () => ({ kind: 'hang' });
      if (state === 'opening hangs')
        slack.fault = ({ method }) => (method === 'apps.connections.open' ? { kind: 'hang' } : undefined);
      if (state === 'offline') slack.socket.offline(true);
      await scene.start();
      if (state === 'connected' || state === 'mute') await scene.says('Slack is on');
      else await slack.until(() => slack.socket.refused > 0 || slack.refusals.length > 0);
      if (state === 'mute') slack.socket.mute(true);
      await scene.stop();
      expect(slack.socket.live()).toBe(state === 'mute' ? slack.socket.live() : 0);
    },
  );
});
