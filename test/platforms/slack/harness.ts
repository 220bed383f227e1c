import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { inspect } from 'node:util';
import { expect, type TestContext, vi } from 'vitest';
import { type Bot, startBot } from '../../../src/compose/bot.ts';
import { readConfig } from '../../../src/config/config.ts';
import type { Clock } from '../../../src/lib/clock.ts';
import { openSearchIndex } from '../../../src/store/search/search-index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { defaultChannelId, type StoredMessage, startSlack } from '../../emulators/slack/index.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeRawList } from '../../fixtures/papers.ts';
import { slackPlaceId } from '../../fixtures/place-ids.ts';

export type Context = Pick<TestContext, 'onTestFinished'>;
export type Mode = 'socket' | 'http';

export const NOW = '2026-08-22T03:00:00Z';
export const DAY = '2026-08-21';
export const CHANNEL = defaultChannelId;
export const PLACE_ID = slackPlaceId(CHANNEL);
export const ADMIN = 'UADMIN';

/** Creates a clock that runs twenty times as fast as real time, and can be advanced. */
export function createFastClock() {
  const SPEED = 20;
  const began = Date.now();
  let shift = Date.parse(NOW);
  const clock: Clock = {
    now: () => shift + (Date.now() - began) * SPEED,
    elapsed: () => shift + (Date.now() - began) * SPEED,
    sleep: async (ms, signal) => void (await wait(ms / SPEED, undefined, { signal })),
  };
  return Object.assign(clock, {
    advance: (ms: number) => {
      shift += ms;
    },
  });
}

/** Opens the whole bot with a loopback Slack and Hugging Face. */
export async function open(
  { onTestFinished }: Context,
  {
    mode = 'socket',
    papers = 2,
    env = {},
    later = [],
    ...options
  }: {
    mode?: Mode;
    papers?: number;
    env?: Record<string, string>;
    /** Further list days, each with two papers. */
    later?: readonly string[];
  } & Parameters<typeof startSlack>[0] = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-slack-'));
  const clock = createFastClock();
  const slack = await startSlack({
    ...{ botToken: 'xoxb-secret-of-the-bot', appToken: 'xapp-secret-of-the-app', now: clock.now },
    ...{ users: { [ADMIN]: { isAdmin: true } }, ...options },
  });
  const lists = makeRawList(papers + 2 * later.length);
  const days = later.map((day, index) => [day, lists.slice(papers + 2 * index, papers + 2 * index + 2)]);
  const huggingFace = await startHuggingFace({
    days: { [DAY]: makeRawList(papers), ...Object.fromEntries(days) },
  });
  const credentials: Record<string, string> =
    mode === 'socket' ? { SLACK_APP_TOKEN: slack.appToken } : { SLACK_SIGNING_SECRET: slack.signingSecret };
  const config = readConfig({
    ...{ NOW, PORT: '0', HF_ENDPOINT: huggingFace.url, DATABASE_URL: `file:${folder}/bot.db` },
    ...{ SLACK_BOT_TOKEN: slack.botToken, SLACK_API_URL: slack.url, SUBSCRIBE: `slack:${CHANNEL}` },
    ...{ ...credentials, ...env },
  });
  const log = createTestLog();
  const fatal: Error[] = [];
  let bot: Bot | undefined;
  const workspace = [options.enterpriseId, slack.teamId].filter(Boolean).join('.');
  const placeId = slackPlaceId(CHANNEL, workspace);
  const scene = {
    ...{ slack, clock, log, fatal, placeId },
    app: () => (bot as NonNullable<typeof bot>).app,
    store: () => scene.app().store,
    /** Adds the papers of the store to the search index. */
    index: () => scene.app().indexing.catchUp(),
    address: () => (bot as NonNullable<typeof bot>).address,
    async start() {
      // The search index shares our thread: starting one would take a third of the time of a start.
      bot = await startBot(config, clock, log, (error) => fatal.push(error), openSearchIndex);
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
    delivered: (id = placeId, day = DAY) =>
      vi.waitFor(async () => expect((await scene.store().edition(id, day))?.state).toBe('done'), EVENTUALLY),
    /** Advances the clock to an instant, and begins a heartbeat. */
    advanceTo(instant: number) {
      clock.advance(Math.max(instant - clock.now(), 0));
      bot?.wake();
    },
    wake: () => bot?.wake(),
    /** Resolves once a try of a paused place was in vain. */
    triedInVain: () =>
      vi.waitUntil(
        () => log.lines.some(({ sentence }) => sentence === 'A paused place still blocks messages'),
        EVENTUALLY,
      ),
    becomes: (wanted: object, id = placeId) =>
      vi.waitFor(async () => expect(await scene.store().subscription(id)).toMatchObject(wanted), EVENTUALLY),
    /** Resolves to the number of votes on all papers. */
    votes: async () => (await scene.store().totals()).votes,
    counted: (votes: number) => vi.waitFor(async () => expect(await scene.votes()).toBe(votes), EVENTUALLY),
    ts: (card = 1) => slack.messages(CHANNEL)[card]?.ts as string,
    use: (text: string, userId = ADMIN, channelId = CHANNEL) =>
      slack.interact.command({ channelId, userId, text }),
    say: async (text: string, userId = ADMIN, channelId = CHANNEL) =>
      wordsOf(await scene.use(text, userId, channelId).answered),
    /** Presses the button with this label on a message. */
    press(message: StoredMessage, label: string, userId = ADMIN) {
      const button = buttonsOf(message).find((one) => one.label === label);
      if (!button) throw new Error(`No button "${label}"`);
      const { actionId, value } = button;
      return slack.interact.button({ channelId: CHANNEL, userId, message: message.ts, actionId, value });
    },
    /** Starts the bot; resolves once it is connected and has delivered an edition. */
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

/** Returns the command buttons of a message, also those beside the papers of a list, by their names for screen readers. */
export const buttonsOf = ({ blocks = [] }: Pick<StoredMessage, 'blocks'>) =>
  (blocks as { type: string; elements?: Button[]; accessory?: Button }[])
    .flatMap(({ type, elements = [], accessory }) => (type === 'actions' ? elements : (accessory ?? [])))
    .filter(({ action_id: id = '' }) => id.startsWith('line:'))
    .map((button) => ({
      label: button.accessibility_label ?? button.text.text,
      actionId: button.action_id,
      value: button.value,
    }));

interface Button {
  readonly accessibility_label?: string;
  readonly action_id: string;
  readonly text: { readonly text: string };
  readonly value: string;
}

export const labelsOf = (message: Pick<StoredMessage, 'blocks'>) =>
  buttonsOf(message).map(({ label }) => label);

export const wordsOf = ({ text, blocks }: StoredMessage) => `${text}\n${JSON.stringify(blocks)}`;
