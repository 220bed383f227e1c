import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, type TestContext, test, vi } from 'vitest';
import { type Bot, startBot } from '../../../../src/compose/bot.ts';
import { readConfig } from '../../../../src/config/config.ts';
import { placeToId } from '../../../../src/domain/subscription/subscription.ts';
import { cardWording } from '../../../../src/i18n/ko/card.ts';
import { discordWording } from '../../../../src/i18n/ko/discord.ts';
import { statusWording } from '../../../../src/i18n/ko/status.ts';
import { subscriptionWording } from '../../../../src/i18n/ko/subscription/subscription.ts';
import { createClock } from '../../../../src/lib/clock.ts';
import { DAY } from '../../../../src/lib/duration.ts';
import { openSearchIndex } from '../../../../src/store/search/search-index.ts';
import {
  type DiscordServer,
  type GuildSpec,
  type StoredMessage,
  startDiscord,
} from '../../../emulators/discord/index.ts';
import { startHuggingFace } from '../../../emulators/huggingface.ts';
import { EVENTUALLY } from '../../../fixtures/eventually.ts';
import { createTestLog } from '../../../fixtures/log.ts';
import { makeRawList } from '../../../fixtures/papers.ts';
import { discordPlaceId } from '../../../fixtures/place-ids.ts';
import { ANY_STATE } from '../../../fixtures/settings.ts';

const GUILD = '200000000000000001';
const OTHER_GUILD = '200000000000000002';
/** Two channels of one server and one of another. */
const [PAPERS, NEWS, ELSEWHERE] = [1, 2, 3].map((number) => `30000000000000000${number}`) as [
  string,
  string,
  string,
];
/** The id of a place as SUBSCRIBE names it. */
const unboundIdOf = (id: string) => `discord:${id}`;
const placeIdOf = (id: string) => discordPlaceId(id, id === ELSEWHERE ? OTHER_GUILD : GUILD);
const FRIDAY = '2026-08-21';
const MONDAY = '2026-08-24';
const MANAGER = '400000000000000001';
const EMBED_LINKS = discordWording.permissions.EmbedLinks;

const guildsWith = (
  news: { missing?: readonly string[] } = {},
  papers: Partial<GuildSpec> = {},
): GuildSpec[] => [
  {
    id: GUILD,
    channels: [
      { id: PAPERS, name: 'papers' },
      { id: NEWS, name: 'news', ...news },
    ],
    ...papers,
  },
  { id: OTHER_GUILD, channels: [{ id: ELSEWHERE, name: 'elsewhere' }] },
];

/** Opens the whole bot with loopback servers, subscribed in all three channels; `advance` moves its clock. */
async function open(
  { onTestFinished }: Pick<TestContext, 'onTestFinished'>,
  guilds = guildsWith(),
  before: (discord: DiscordServer) => void = () => {},
  /** The log line after which `start` resolves; null if it does not wait for Discord. */
  says: string | null = 'Discord is on',
) {
  const folder = await mkdtemp(join(tmpdir(), 'paperboy-places-'));
  const discord = await startDiscord({ guilds });
  before(discord);
  const days = { [FRIDAY]: makeRawList(2), [MONDAY]: makeRawList(4).slice(2) };
  const huggingFace = await startHuggingFace({ days });
  const config = readConfig({
    ...{ NOW: '2026-08-22T03:00:00Z', PORT: '0', HF_ENDPOINT: huggingFace.url },
    ...{ DATABASE_URL: `file:${folder}/bot.db`, DISCORD_TOKEN: discord.token, DISCORD_API_URL: discord.url },
    SUBSCRIBE: [PAPERS, NEWS, ELSEWHERE].map(unboundIdOf).join(),
  });
  const log = createTestLog();
  let shift = 0;
  const real = createClock(config.startAt);
  const clock = { ...real, now: () => real.now() + shift };
  let bot: Bot | undefined;
  onTestFinished(async () => {
    await bot?.stop();
    await Promise.all([discord.close(), huggingFace.close()]);
    await rm(folder, { recursive: true });
  });

  const scene = {
    ...{ discord, log },
    get store() {
      return (bot as NonNullable<typeof bot>).app.store;
    },
    advance: (ms: number) => {
      shift += ms;
    },
    /** Starts the bot and, by default, waits until Discord has sent it its servers. */
    async start() {
      const before = log.lines.length;
      // The search index shares our thread: starting one would take a third of the time of a start.
      bot = await startBot(config, clock, log, undefined, openSearchIndex);
      if (says === null) return;
      await vi.waitUntil(
        () => log.lines.slice(before).some(({ sentence }) => sentence.startsWith(says)),
        EVENTUALLY,
      );
      await discord.until(() => discord.registered().length > 0);
    },
    async stop() {
      await bot?.stop();
      bot = undefined;
    },
    subscription: (id: string) => scene.store.subscription(placeIdOf(id)),
    /** Resolves once a channel's subscription matches `wanted`. */
    async becomes(id: string, wanted: object) {
      await vi.waitFor(async () => expect(await scene.subscription(id)).toMatchObject(wanted), EVENTUALLY);
    },
    /** Resolves once a channel that the bot cannot see is paused; its server is not known yet. */
    waits: (id: string) =>
      vi.waitFor(
        async () =>
          expect(await scene.store.subscription(unboundIdOf(id))).toMatchObject({
            ...{ state: 'paused', reason: discordWording.notVisible },
          }),
        EVENTUALLY,
      ),
    async delivered(id: string, day: string) {
      const state = async () => (await scene.store.edition(placeIdOf(id), day))?.state;
      await vi.waitFor(async () => expect(await state()).toBe('done'), EVENTUALLY);
    },
    async use(subcommand: string, channelId = PAPERS) {
      const { answered } = discord.interact.command({
        ...{ channelId, userId: MANAGER, manage: true, name: 'paper', subcommand },
      });
      return textOf(await answered);
    },
    /** Triggers a heartbeat: a manager saves unchanged settings. */
    wake: () => scene.use('subscribe'),
    titles: (id: string) => discord.messages(id).map(({ embeds }) => embeds[0]?.title),
  };
  await scene.start();
  return scene;
}

function textOf({ embeds }: StoredMessage): string {
  const texts = embeds.flatMap(({ title, description, fields = [] }) => [
    ...[title, description],
    ...fields.flatMap(({ name, value }) => [name, value]),
  ]);
  return texts.filter(Boolean).join('\n').replaceAll('\\', '');
}

const ended = (reason: string | null) => ({ state: 'ended', reason });
const active = { state: 'active', reason: null };

describe.concurrent('a place', () => {
  test('from SUBSCRIBE is bound to its server at the first connection', async (context) => {
    const scene = await open(context);
    for (const [id, workspace] of [
      [PAPERS, GUILD],
      [ELSEWHERE, OTHER_GUILD],
    ] as const) {
      await scene.becomes(id, { ...active, place: { workspace } });
      expect(await scene.store.subscription(unboundIdOf(id))).toBeNull();
    }
    // At the next start, SUBSCRIBE names places that are bound already.
    await scene.stop();
    await scene.start();
    expect((await scene.store.subscriptions()).map(({ place }) => placeToId(place)).toSorted()).toEqual(
      [...[PAPERS, NEWS, ELSEWHERE].map(placeIdOf), 'web:paperboy'].toSorted(),
    );
  });

  test('from SUBSCRIBE is bound before its first edition, even without a connection to the gateway', async (context) => {
    const scene = await open(context, guildsWith(), (discord) => discord.gateway.offline(true), null);
    for (const id of [PAPERS, NEWS, ELSEWHERE]) await scene.delivered(id, FRIDAY);
    expect(await scene.store.editions(FRIDAY, unboundIdOf(PAPERS))).toEqual([]);
  });

  test('from SUBSCRIBE is bound by a command in it, if Discord does not answer the bot', async (context) => {
    const scene = await open(context, guildsWith(), (discord) => {
      discord.fault = ({ path }) =>
        path === `/channels/${NEWS}` ? { kind: 'status', status: 503 } : undefined;
    });
    expect(await scene.use('status', NEWS)).toContain(statusWording.active);
    expect(await scene.subscription(NEWS)).toMatchObject({ ...active, place: { workspace: GUILD } });
    await scene.wake();
    await scene.delivered(NEWS, FRIDAY);
  });

  test('whose channel is deleted ends, and the others get their editions', async (context) => {
    const scene = await open(context);
    for (const id of [PAPERS, NEWS, ELSEWHERE]) await scene.delivered(id, FRIDAY);
    scene.discord.deleteChannel(NEWS);
    await scene.becomes(NEWS, ended(discordWording.channelGone));
    expect(scene.log.lines.filter(({ level }) => level === 'warn')).toMatchObject([
      { fields: { place: placeIdOf(NEWS) }, sentence: 'Ended a subscription: its place was deleted' },
    ]);
    scene.advance(3 * DAY);
    await scene.wake();
    for (const id of [PAPERS, ELSEWHERE]) await scene.delivered(id, MONDAY);
    expect(
      scene.discord.requests.filter(({ method, path }) => method === 'POST' && path.includes(NEWS)),
    ).toHaveLength(3);
    expect(await scene.use('status')).toContain(`구독이 끝났습니다. ${discordWording.channelGone}`);
    expect(await scene.use('status', ELSEWHERE)).not.toContain(discordWording.channelGone);
  });

  test('in a server that removes the bot ends, and places in other servers stay', async (context) => {
    const scene = await open(context);
    for (const id of [PAPERS, NEWS, ELSEWHERE]) await scene.delivered(id, FRIDAY);
    scene.discord.kick(OTHER_GUILD);
    await scene.becomes(ELSEWHERE, ended(discordWording.guildGone));
    expect([await scene.subscription(PAPERS), await scene.subscription(NEWS)]).toMatchObject([
      active,
      active,
    ]);
    scene.advance(3 * DAY);
    await scene.wake();
    for (const id of [PAPERS, NEWS]) await scene.delivered(id, MONDAY);
    expect(await scene.use('status')).not.toContain(discordWording.guildGone);
  });

  test('in a server that adds the bot again can be subscribed by command', async (context) => {
    const scene = await open(context);
    await scene.delivered(ELSEWHERE, FRIDAY);
    scene.discord.kick(OTHER_GUILD);
    await scene.becomes(ELSEWHERE, ended(discordWording.guildGone));
    scene.discord.addGuild({ id: OTHER_GUILD, channels: [{ id: ELSEWHERE, name: 'elsewhere' }] });
    expect(await scene.use('status', ELSEWHERE)).toContain(discordWording.guildGone);
    expect(await scene.use('subscribe', ELSEWHERE)).toContain(subscriptionWording.subscribed);
    await scene.becomes(ELSEWHERE, active);
  });

  test('in a server that the bot is not in yet waits, and is served once the bot is invited', async (context) => {
    const scene = await open(context, guildsWith(), (discord) => discord.kick(OTHER_GUILD));
    await scene.waits(ELSEWHERE);
    await scene.delivered(PAPERS, FRIDAY);
    scene.discord.addGuild({ id: OTHER_GUILD, channels: [{ id: ELSEWHERE, name: 'elsewhere' }] });
    await scene.becomes(ELSEWHERE, { ...active, place: { workspace: OTHER_GUILD } });
    await scene.wake();
    await scene.delivered(ELSEWHERE, FRIDAY);
  });

  test('in a server with a temporary outage does not end', async (context) => {
    const scene = await open(context);
    for (const id of [PAPERS, NEWS, ELSEWHERE]) await scene.delivered(id, FRIDAY);
    scene.discord.outage(OTHER_GUILD, true);
    // Events of one session are handled in order, so this one is handled after the outage.
    scene.discord.deleteChannel(NEWS);
    await scene.becomes(NEWS, ended(discordWording.channelGone));
    expect(await scene.subscription(ELSEWHERE)).toMatchObject(active);
    scene.discord.outage(OTHER_GUILD, false);
    scene.advance(3 * DAY);
    await scene.wake();
    await scene.delivered(ELSEWHERE, MONDAY);
  });

  test('in a server that removed the bot while it was down ends at the next start', async (context) => {
    const scene = await open(context);
    await scene.becomes(ELSEWHERE, { place: { workspace: OTHER_GUILD } });
    await scene.delivered(ELSEWHERE, FRIDAY);
    await scene.stop();
    scene.discord.kick(OTHER_GUILD);
    await scene.start();
    await scene.becomes(ELSEWHERE, ended(discordWording.guildGone));
    expect(await scene.subscription(PAPERS)).toMatchObject(active);
  });

  test('that was unsubscribed while it refused a message stays unsubscribed', async (context) => {
    const scene = await open(context);
    const { discord, store } = scene;
    await scene.delivered(NEWS, FRIDAY);
    discord.setMissing(NEWS, ['SendMessages']);
    discord.fault = ({ method, path }) => {
      // A manager unsubscribes before the response to the next edition's first message arrives.
      if (method === 'POST' && path === `/channels/${NEWS}/messages`)
        void store.moveSubscription(placeIdOf(NEWS), ANY_STATE, 'ended', null);
      return undefined;
    };
    scene.advance(3 * DAY);
    await scene.wake();
    await scene.delivered(PAPERS, MONDAY);
    // The refusal is the last request; the stop then waits for the running work.
    await discord.until(() =>
      [...discord.rejections, ...discord.refusals].some(({ path }) => path === `/channels/${NEWS}/messages`),
    );
    await scene.stop();
    discord.setMissing(NEWS, []);
    await scene.start();
    expect(await scene.subscription(NEWS)).toMatchObject(ended(null));
  });

  test('whose channel was deleted while the bot was down ends with its next edition', async (context) => {
    const scene = await open(context);
    for (const id of [PAPERS, NEWS]) await scene.delivered(id, FRIDAY);
    await scene.stop();
    scene.discord.deleteChannel(NEWS);
    scene.advance(3 * DAY);
    await scene.start();
    await scene.delivered(PAPERS, MONDAY);
    await scene.becomes(NEWS, ended(discordWording.channelGone));
  });

  test('in a server that removed the bot while the gateway was down ends with the new session', async (context) => {
    const scene = await open(context);
    const { gateway } = scene.discord;
    for (const id of [PAPERS, ELSEWHERE]) await scene.delivered(id, FRIDAY);
    gateway.drop(null);
    gateway.forgetSession();
    scene.discord.kick(OTHER_GUILD);
    await scene.discord.until(() => gateway.identifies.length === 2);
    await scene.becomes(ELSEWHERE, ended(discordWording.guildGone));
  });

  test('that is a thread ends when the thread is deleted', async (context) => {
    const scene = await open(context);
    const { discord, store } = scene;
    const call = fetch(`${discord.url}/v10/channels/${NEWS}/threads`, {
      method: 'POST',
      headers: { authorization: `Bot ${discord.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ name: '논문', type: 11 }),
    });
    const { id } = (await (await call).json()) as { id: string };
    expect(await scene.use('subscribe', id)).toContain(subscriptionWording.subscribed);
    await scene.delivered(id, FRIDAY);
    discord.deleteChannel(id);
    await scene.becomes(id, ended(discordWording.channelGone));
    expect(await store.subscription(placeIdOf(NEWS))).toMatchObject(active);
  });
});

describe.concurrent('a place that refuses messages', () => {
  const paused = { state: 'paused', reason: discordWording.missing([EMBED_LINKS]) };

  test('is listed in other channels with its reason, and gets the missed messages once it is fixed', async (context) => {
    const scene = await open(context, guildsWith({ missing: ['EmbedLinks'] }));
    for (const id of [PAPERS, ELSEWHERE]) await scene.delivered(id, FRIDAY);
    await scene.becomes(NEWS, paused);
    const status = await scene.use('status');
    expect(status).toContain(`#news: 배달이 멈춰 있습니다. 권한이 없습니다: ${EMBED_LINKS}`);
    expect(await scene.use('status', ELSEWHERE)).not.toContain(EMBED_LINKS);
    expect(await scene.use('status', NEWS)).toContain(`${statusWording.obstacles}\n${EMBED_LINKS}`);

    scene.discord.setMissing(NEWS, []);
    await scene.becomes(NEWS, active);
    await scene.wake();
    await scene.delivered(NEWS, FRIDAY);
    expect(scene.titles(NEWS)).toEqual([
      cardWording.headingTitle(FRIDAY),
      'Paper 1 of a Busy Harbor',
      'Paper 2 of a Busy Harbor',
    ]);
    expect(await scene.use('status')).not.toContain(EMBED_LINKS);
  });

  test('in the middle of an edition gets the rest of it later, each card once', async (context) => {
    const scene = await open(context, guildsWith({ missing: ['ViewChannel'] }));
    await scene.waits(NEWS);
    let posts = 0;
    scene.discord.fault = ({ method, path }) => {
      if (method !== 'POST' || path !== `/channels/${NEWS}/messages`) return undefined;
      posts += 1;
      if (posts === 2) scene.discord.setMissing(NEWS, ['SendMessages']);
      return undefined;
    };
    scene.discord.setMissing(NEWS, []);
    await scene.becomes(NEWS, active);
    await scene.wake();
    await scene.becomes(NEWS, { state: 'paused' });
    expect((await scene.subscription(NEWS))?.reason).toContain(discordWording.permissions.SendMessages);
    expect(scene.titles(NEWS)).toHaveLength(1);
    scene.discord.setMissing(NEWS, []);
    await scene.becomes(NEWS, active);
    await scene.wake();
    await scene.delivered(NEWS, FRIDAY);
    expect(scene.titles(NEWS)).toHaveLength(3);
  });

  test('stays paused while a needed permission is missing', async (context) => {
    const scene = await open(context, guildsWith({ missing: ['EmbedLinks'] }));
    await scene.becomes(NEWS, paused);
    scene.discord.setMissing(NEWS, ['EmbedLinks', 'AttachFiles']);
    scene.discord.setMissing(NEWS, ['AddReactions']);
    scene.discord.setMissing(PAPERS, ['AttachFiles']);
    // Place events are handled in order: once this place has ended, the permission changes have been handled.
    scene.discord.deleteChannel(ELSEWHERE);
    await scene.becomes(ELSEWHERE, ended(discordWording.channelGone));
    expect(await scene.subscription(NEWS)).toMatchObject({ state: 'paused' });
  });

  test('resumes at a start if it was fixed before', async (context) => {
    const scene = await open(context, guildsWith({ missing: ['EmbedLinks'] }));
    await scene.becomes(NEWS, paused);
    await scene.stop();
    scene.discord.setMissing(NEWS, []);
    await scene.start();
    await scene.becomes(NEWS, active);
  });

  test('resumes after a gateway interruption in which it was fixed', async (context) => {
    const scene = await open(context, guildsWith({ missing: ['EmbedLinks'] }));
    const { gateway } = scene.discord;
    await scene.becomes(NEWS, paused);
    gateway.drop(null);
    gateway.forgetSession();
    scene.discord.setMissing(NEWS, []);
    await scene.discord.until(() => gateway.identifies.length === 2);
    await scene.becomes(NEWS, active);
  });

  test.for(['a role', 'the bot’s roles'])('resumes after a change of %s', async (what, context) => {
    const permissions = ['ViewChannel', 'SendMessages', 'ReadMessageHistory', 'AddReactions'];
    const scene = await open(context, guildsWith({}, { permissions }));
    const { gateway, url, token, botId } = scene.discord;
    await scene.becomes(NEWS, paused);
    const response = await fetch(`${url}/v10/guilds/${GUILD}/roles`, {
      headers: { authorization: `Bot ${token}` },
    });
    const roles = (await response.json()) as { id: string; permissions: string }[];
    const bits = String(roles.reduce((all, role) => all | BigInt(role.permissions), 1n << 14n));
    const tell = (t: string, d: object | null) => {
      for (const session of gateway.sessions) {
        const event = { op: 0, t, s: ++session.seq, d };
        session.events.push(event);
        session.socket?.send(JSON.stringify(event));
      }
    };
    // An uncaught exception would fail the run.
    tell('THREAD_CREATE', null);
    if (what === 'a role') {
      tell('GUILD_ROLE_UPDATE', { guild_id: GUILD, role: { ...roles[0], permissions: bits } });
    } else {
      const role = { ...roles[1], id: '500000000000000009', permissions: bits };
      tell('GUILD_ROLE_CREATE', { guild_id: GUILD, role });
      tell('GUILD_MEMBER_UPDATE', {
        ...{ guild_id: GUILD, user: { id: botId, username: 'paperboy', discriminator: '0001', bot: true } },
        ...{ roles: [role.id], joined_at: new Date(0).toISOString(), flags: 0 },
      });
    }
    await scene.becomes(NEWS, active);
  });
});
