import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type TestContext, vi } from 'vitest';
import { type Bot, startBot } from '../../../src/compose/bot.ts';
import { readConfig } from '../../../src/config/config.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { DAY } from '../../../src/lib/duration.ts';
import { openSearchIndex } from '../../../src/store/search/search-index.ts';
import { type ChannelSpec, type StoredMessage, startDiscord } from '../../emulators/discord/index.ts';
import { startHuggingFace } from '../../emulators/huggingface.ts';
import { EVENTUALLY } from '../../fixtures/eventually.ts';
import { createTestLog } from '../../fixtures/log.ts';
import { makeRawList } from '../../fixtures/papers.ts';
import { discordPlaceId } from '../../fixtures/place-ids.ts';

export const GUILD = '200000000000000001';
export const PAPERS = '300000000000000001';
export const MANAGER = '400000000000000001';
/** Noon in Seoul, the posting time, on a Saturday: Friday's list has ended. The next list is due on Tuesday. */
export const NOON = Date.parse('2026-08-22T03:00:00Z');
export const TUESDAY = NOON + 3 * DAY;
export const FRIDAY = '2026-08-21';
/** The list days after it, each with two papers. */
export const LATER = ['2026-08-24', '2026-08-25', '2026-08-26', '2026-08-27', '2026-08-28'];

/**
 * Opens the whole bot on a clock that tests advance, with a loopback Discord that uses the same clock. PAPERS is
 * subscribed at the start.
 */
export async function open(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  {
    channels = [],
    subscribed = [PAPERS],
    env = {},
  }: { channels?: readonly ChannelSpec[]; subscribed?: readonly string[]; env?: Record<string, string> } = {},
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-paused-'));
  const real = createClock(NOON);
  let shift = 0;
  const clock = { ...real, now: () => real.now() + shift, elapsed: () => real.elapsed() + shift };
  const discord = await startDiscord({
    now: clock.now,
    guilds: [{ id: GUILD, channels: [{ id: PAPERS, name: 'papers' }, ...channels] }],
  });
  const lists = makeRawList(2 * (1 + LATER.length));
  const days = Object.fromEntries(
    [FRIDAY, ...LATER].map((day, index) => [day, lists.slice(2 * index, 2 * index + 2)]),
  );
  const huggingFace = await startHuggingFace({ days });
  const config = readConfig({
    ...{ NOW: new Date(NOON).toISOString(), PORT: '0', HF_ENDPOINT: huggingFace.url },
    ...{ DATABASE_URL: `file:${folder}/bot.db`, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    SUBSCRIBE: subscribed.map((id) => `discord:${id}`).join(),
    ...env,
  });
  const log = createTestLog();
  let bot: Bot | undefined;
  onTestFinished(async () => {
    await bot?.stop();
    await Promise.all([discord.close(), huggingFace.close()]);
    await rm(folder, { recursive: true });
  });
  const running = () => bot ?? expect.fail('not started');

  const scene = {
    ...{ discord, log, clock },
    store: () => running().app.store,
    address: () => running().address,
    wake: () => running().wake(),
    async start() {
      const before = log.lines.length;
      // The search index shares our thread: starting one would take a third of the time of a start.
      bot = await startBot(config, clock, log, undefined, openSearchIndex);
      await vi.waitUntil(
        () => log.lines.slice(before).some(({ sentence }) => sentence.startsWith('Discord is on')),
        EVENTUALLY,
      );
      await discord.until(() => discord.registered().length > 0);
    },
    async stop() {
      await bot?.stop();
      bot = undefined;
    },
    /** Advances the clock to an instant, and begins a heartbeat. */
    advanceTo(instant: number) {
      shift += instant - clock.now();
      running().wake();
    },
    subscription: (id = PAPERS) => scene.store().subscription(discordPlaceId(id, GUILD)),
    becomes: (wanted: object, id = PAPERS) =>
      vi.waitFor(async () => expect(await scene.subscription(id)).toMatchObject(wanted), EVENTUALLY),
    delivered: (day: string, id = PAPERS) =>
      vi.waitFor(
        async () => expect((await scene.store().edition(discordPlaceId(id, GUILD), day))?.state).toBe('done'),
        EVENTUALLY,
      ),
    /** Resolves once the place has been tried, and is still paused. */
    async triedInVain(id = PAPERS) {
      const tries = () =>
        log.lines.filter(({ sentence }) => sentence === 'A paused place still blocks messages').length;
      const before = tries();
      running().wake();
      await vi.waitUntil(() => tries() > before, EVENTUALLY);
      return scene.subscription(id);
    },
    /** Runs a command as a manager, and returns the text of the reply. */
    async use(subcommand: string, channelId = PAPERS, options = {}, userId = MANAGER) {
      const { answered } = discord.interact.command({
        ...{ channelId, userId, manage: true, name: 'paper', subcommand, options },
      });
      return textOf(await answered);
    },
    posts: (id = PAPERS) => requests(discord, 'POST', `/channels/${id}/messages`),
  };
  return scene;
}

export type Scene = Awaited<ReturnType<typeof open>>;

const requests = (
  { requests: all }: { readonly requests: readonly { method: string; path: string }[] },
  method: string,
  path: string,
) => all.filter((one) => one.method === method && one.path === path).length;

/** Returns the text of a message, without escapes. */
export function textOf({ embeds }: Pick<StoredMessage, 'embeds'>): string {
  const texts = embeds.flatMap(({ title, description, fields = [] }) => [
    ...[title, description],
    ...fields.flatMap(({ name, value }) => [name, value]),
  ]);
  return texts.filter(Boolean).join('\n').replaceAll('\\', '');
}

/** Starts a bot that has delivered Friday's edition; calls `before` and moves to the next posting time. */
export async function pausedOnTuesday(
  context: Parameters<typeof open>[0],
  before: (scene: Scene) => void,
  options?: Parameters<typeof open>[1],
  id = PAPERS,
) {
  const scene = await open(context, options);
  await scene.start();
  await scene.delivered(FRIDAY, id);
  before(scene);
  scene.advanceTo(TUESDAY);
  await scene.becomes({ state: 'paused' }, id);
  return scene;
}

/** Subscribes PAPERS as a manager, mutes it, and lets the next edition and the try a day later be refused. */
export async function pausedForADay(
  context: Parameters<typeof open>[0],
  options: Parameters<typeof open>[1] = {},
) {
  const scene = await open(context, { subscribed: [], ...options });
  await scene.start();
  if (!options?.subscribed) await scene.use('subscribe');
  await scene.delivered(FRIDAY);
  scene.discord.setMissing(PAPERS, ['SendMessages'], true);
  scene.advanceTo(TUESDAY);
  await scene.becomes({ state: 'paused' });
  return scene;
}

/** Advances the clock to an instant at which the paused place is tried in vain. */
export async function untilTried(scene: Scene, at = TUESDAY + DAY) {
  scene.advanceTo(at);
  await scene.triedInVain();
}

/** Returns the texts of the direct messages to a person. */
export const told = (scene: Scene, userId = MANAGER) => scene.discord.directMessages(userId).map(textOf);
