import { beforeEach, describe, expect, test } from 'vitest';
import { answerCard, headingCard, paperCard } from '../../../src/cards/build-card.ts';
import { SetupError, TemporaryError } from '../../../src/domain/errors.ts';
import { cardWording } from '../../../src/i18n/ko/card.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { deliveryWording } from '../../../src/i18n/ko/status.ts';
import { splitMessageId, toMessageId } from '../../../src/platforms/shared/message-id.ts';
import type { SendResult } from '../../../src/ports/publisher.ts';
import { failure } from '../../app/editions/harness.ts';
import { describePublisher, idOf } from '../../contract/publisher.ts';
import { defaultChannelId, defaultGuildId, type StoredMessage } from '../../emulators/discord/index.ts';
import { makePaper, makeSummary } from '../../fixtures/papers.ts';
import { discordPlaceId } from '../../fixtures/place-ids.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { holdTimeouts } from '../../fixtures/timeouts.ts';
import {
  addressOf,
  answerWith,
  CHANNEL,
  connect,
  createDiscordStage,
  type DiscordStage,
  openDiscordStage,
} from './api/call-harness.ts';

const DAY = '2026-08-21';
const DAY_MS = 24 * 60 * 60_000;
const MINUTE = 60_000;
const READER = '400000000000000001';
const NO_THREAD = '399999999999999999';
const heading = headingCard(DAY, 40, 5);
const cardOf = (id = '2608.00001', overrides = {}) =>
  paperCard({ paper: makePaper({ id, ...overrides }), summary: makeSummary() }, DAY, 'not-yet');
const card = cardOf();

/** Returns the titles as members see them, without escapes. */
const titlesOf = (messages: readonly StoredMessage[]) =>
  messages.map(({ embeds }) => embeds[0]?.title?.replace(/\\([^0-9A-Za-z\s])/g, '$1') ?? '');

describePublisher('Discord', async () => {
  const { publisher, to, discord } = await openDiscordStage();
  return {
    ...{ publisher, to },
    titles: async () => titlesOf(discord.messages(defaultChannelId)),
    unknownId: toMessageId(CHANNEL, '399999999999999998'),
    close: discord.close,
  };
});

let stage: DiscordStage;
beforeEach(async () => {
  stage = await createDiscordStage();
});

const messages = (channel = defaultChannelId) => stage.discord.messages(channel);
const send = (sent = card, key = 'k1', to = stage.to) => stage.publisher.send(to, sent, key);
/** Returns the bodies of the requests with this method and a path that matches. */
const bodies = (method: string, path = /\/messages(\/\d+)?$/) =>
  stage.discord.requests
    .filter((request) => request.method === method && path.test(request.path))
    .map(({ body }) => body as Record<string, unknown>);
const count = (method: string, path: RegExp) => bodies(method, path).length;
/** Answers requests with an error if their method and path begin with `start`. */
const answer = (start: string, ...fault: Parameters<typeof answerWith>) => {
  stage.discord.fault = ({ method, path }) =>
    `${method} ${path}`.startsWith(start) ? answerWith(...fault) : undefined;
};
const current = (id: string) => {
  const { channelId, messageId } = splitMessageId(id);
  return stage.discord.current(channelId, messageId);
};
const initialReactions = (bot: string) => ['👍', '👎'].map((emoji) => ({ emoji, users: [bot] }));

describe('a message', () => {
  test('is identified by its server, its channel and its id', async () => {
    const id = idOf(await send());
    expect(id).toBe(`${defaultGuildId}/${defaultChannelId}/${messages()[0]?.id}`);
  });

  test('carries a nonce that Discord enforces, and mentions nobody', async () => {
    await send(cardOf('2608.00001', { title: '@everyone <@400000000000000001>' }));
    await send(heading, 'k2');
    expect(bodies('POST')).toHaveLength(2);
    for (const body of bodies('POST')) {
      expect(body).toMatchObject({ enforce_nonce: true, allowed_mentions: { parse: [] } });
    }
    expect(messages().map((it) => [it.mentions, it.mention_everyone])).toEqual([
      [[], false],
      [[], false],
    ]);
    expect(stage.discord.rejections).toEqual([]);
  });

  test('is silent if it is a card, and notifies members if it is a heading', async () => {
    await send(heading, 'k0');
    await send();
    const silent = 1 << 12;
    expect(bodies('POST').map(({ flags }) => Number(flags ?? 0) & silent)).toEqual([0, silent]);
  });

  test('with a card gets 👍 and 👎, in this order; a heading and an answer do not', async () => {
    const id = idOf(await send());
    const others = [heading, answerCard('lamp', [{ name: 'text', label: '', text: 'fog' }])];
    const ids = [];
    for (const [index, other] of others.entries()) ids.push(idOf(await send(other, `other${index}`)));
    expect(current(id)).toEqual(initialReactions(stage.discord.botId));
    expect(ids.map(current)).toEqual([[], []]);
  });

  test('without permission to react is still sent, with a line in the log', async () => {
    stage.discord.setMissing(defaultChannelId, ['AddReactions']);
    const id = idOf(await send());
    expect(current(id)).toEqual([]);
    expect(stage.log.lines).toEqual([
      {
        level: 'warn',
        fields: { message: id, missing: ['👍', '👎'], error: expect.any(String) },
        sentence: expect.any(String),
      },
    ]);
  });
});

test.each(['channel', 'thread'])(
  'a slow send, in the layout %s, ends before its claim expires',
  async (layout) => {
    const parentId = layout === 'thread' ? idOf(await send(heading, 'k0')) : null;
    const { expire, asked } = holdTimeouts();
    stage.discord.fault = (_, attempt) => {
      if (attempt > 2) return undefined;
      stage.clock.advance(asked[0] ?? Number.NaN);
      setImmediate(expire);
      return { kind: 'hang' };
    };
    const begun = stage.clock.now();
    // The message might have been sent; the next attempt looks for it.
    await send(card, 'k1', { ...stage.to, parentId }).catch((error) => {
      if (!(error instanceof TemporaryError)) throw error;
    });
    expect(stage.clock.now() - begun).toBeGreaterThan(2 * (asked[0] ?? Number.NaN));
    expect(stage.clock.now() - begun).toBeLessThan(stage.publisher.leaseMs);
  },
);

test('a send whose first request used up its time makes no other request, and can be retried', async () => {
  const parentId = idOf(await send(heading, 'k0'));
  const before = stage.discord.requests.length;
  // The heading has no thread yet: creating it, posting the card and adding reactions would follow.
  stage.discord.fault = (_, attempt) => {
    if (attempt === 1) stage.clock.advance(stage.publisher.leaseMs);
    return undefined;
  };
  await expect(send(card, 'k1', { ...stage.to, parentId })).rejects.toThrow(TemporaryError);
  expect(stage.discord.requests).toHaveLength(before + 1);
});

describe('the nonce', () => {
  const keys = [
    `${discordPlaceId(defaultChannelId)}/${DAY}/heading`,
    `${discordPlaceId(defaultChannelId)}/${DAY}/2608.00001`,
    `${discordPlaceId(defaultChannelId)}/2026-08-20/2608.00001`,
    `${discordPlaceId('300000000000000002')}/${DAY}/2608.00001`,
    // From before ids held their workspace.
    `discord:${defaultChannelId}/${DAY}/2608.00001`,
    'k'.repeat(500),
    `${'k'.repeat(499)}l`,
    '열쇠 👍',
    '',
  ];

  test('has 1 to 25 characters for any key, and differs for each key', async () => {
    for (const key of keys) await send(card, key);
    const nonces = bodies('POST').map(({ nonce }) => String(nonce));
    for (const nonce of nonces) expect(nonce).toMatch(/^.{1,25}$/);
    expect(new Set(nonces).size).toBe(keys.length);
    expect(messages()).toHaveLength(keys.length);
  });

  test('is the same for the same key, in another process and later', async () => {
    await send(card, 'k1');
    stage.clock.advance(4 * MINUTE);
    const other = connect(stage.discord, stage.clock);
    const id = idOf(await other.publisher.send(stage.to, card, 'k1'));
    expect(bodies('POST').map(({ nonce }) => nonce)).toEqual([expect.any(String), bodies('POST')[0]?.nonce]);
    expect(messages().map((it) => toMessageId(CHANNEL, it.id))).toEqual([id]);
    expect(current(id)).toEqual(initialReactions(stage.discord.botId));
  });

  test('of a message that was deleted in the meantime does not post it again', async () => {
    const { channelId, messageId } = splitMessageId(idOf(await send()));
    stage.discord.deleteMessage(channelId, messageId);
    expect(await send()).toEqual({ state: 'messageRejected', reason: deliveryWording.messageGone });
    expect(messages()).toEqual([]);
  });
});

describe('refusals by Discord', () => {
  test.each([
    [404, 10003, 'channelDeleted', discordWording.channelGone],
    [404, 10004, 'channelDeleted', discordWording.guildGone],
    [404, 10008, 'messageRejected', deliveryWording.messageGone],
    [403, 50001, 'channelBlocked', discordWording.notVisible],
    [400, 50008, 'channelBlocked', discordWording.notText],
    [403, 50013, 'channelBlocked', null],
    [400, 50024, 'channelBlocked', discordWording.notText],
    [400, 50083, 'channelBlocked', discordWording.threadLocked],
    [400, 160005, 'channelBlocked', discordWording.threadLocked],
  ] as const)('%i with the code %i results in %s', async (status, code, state, reason) => {
    answer('POST', status, code);
    const result = await send();
    const cause = state === 'channelBlocked' ? { cause: String(code) } : {};
    expect(result).toEqual({
      ...cause,
      state,
      reason: reason ?? expect.stringMatching(/\p{Script=Hangul}/u),
    });
    expect(count('POST', /messages$/)).toBe(1);
    expect(stage.clock.waits).toEqual([]);
  });

  test('a refusal after a lost answer does not prove that the message is not there', async () => {
    let posts = 0;
    stage.discord.fault = ({ method }) => {
      if (method === 'POST') posts += 1;
      return method === 'POST' && posts === 1 ? { kind: 'after', answer: 'close' } : answerWith(403, 50013);
    };
    expect(await send()).toMatchObject({ state: 'channelBlocked', mightBeSent: true });
    expect(messages()).toHaveLength(1);
    stage.discord.fault = () => answerWith(403, 50013);
    expect(await send(card, 'k2')).not.toHaveProperty('mightBeSent');
  });

  test.each([
    [400, 50035, undefined],
    [400, 0, undefined],
    [400, 5, undefined],
    [400, 987654, undefined],
    [403, 50009, undefined],
    [403, 50020, undefined],
    [403, 987654, undefined],
    [404, 987654, undefined],
    [400, 200000, discordWording.contentBlocked],
    [400, 200001, discordWording.contentBlocked],
    [400, 240000, discordWording.contentBlocked],
  ])(
    'T1: %i with the code %i might be the message: one request, without an effect, and Discord’s words',
    async (status, code, reason) => {
      answer('POST', status, code, 'Invalid Form Body');
      const error = await failure(send());
      expect(error).toBeInstanceOf(TemporaryError);
      expect(error).toMatchObject({ isUndone: true, isUnrelated: false, reason });
      expect(error.message).toBe(`Discord refused the request (${code}): Invalid Form Body`);
      expect(count('POST', /messages$/)).toBe(1);
      expect(stage.clock.waits).toEqual([]);
    },
  );

  test('S2: a refusal of a megabyte is cut, since each attempt logs it', async () => {
    answer('POST', 400, 50035, 'Invalid Form Body '.repeat(60_000));
    expect((await failure(send())).message.length).toBeLessThan(1_000);
  });

  test('other outcomes are not logged', async () => {
    answer('POST', 403, 50001);
    await send();
    expect(stage.log.lines).toEqual([]);
  });

  test.each([
    [429, 40062],
    [400, 130000],
    [403, 20028],
    [403, 0],
    [404, 0],
    [500, 0],
    [502, 0],
    [503, 50013],
  ])('%i with the code %i is temporary: it is retried, then left for later', async (status, code) => {
    stage.discord.fault = () => ({
      kind: 'status',
      status,
      body: { message: 'busy', code, retry_after: 0.01 },
      ...(status === 429 ? { headers: { 'retry-after': '3600' } } : {}),
    });
    await expect(send()).rejects.toThrow(TemporaryError);
    expect(messages()).toEqual([]);
    stage.discord.fault = undefined;
    idOf(await send());
    expect(messages()).toHaveLength(1);
  });

  test('an invalid bot token (401) is a fatal error for the operator, from then on', async () => {
    answer('POST', 401, 0, '401: Unauthorized');
    await expect(send()).rejects.toThrow(SetupError);
    await expect(send()).rejects.toThrow(/DISCORD_TOKEN/);
    stage.discord.fault = undefined;
    // discord.js has dropped the token, so calls fail without a request.
    const asked = stage.discord.requests.length;
    await expect(send()).rejects.toThrow(SetupError);
    await expect(stage.publisher.find(stage.to, card, 'k1')).rejects.toThrow(SetupError);
    await expect(stage.publisher.edit(toMessageId(CHANNEL, '1'), card)).rejects.toThrow(SetupError);
    expect(stage.discord.requests).toHaveLength(asked);
  });

  test('a forum, a server that removed the bot, and a deleted channel are reported as such', async () => {
    stage.discord.addChannel(defaultGuildId, { id: '300000000000000003', type: 15 });
    const forum = addressOf({ ...CHANNEL, channel: '300000000000000003' }, stage.clock);
    expect(await send(card, 'k1', forum)).toMatchObject({
      state: 'channelBlocked',
      reason: discordWording.notText,
    });
    stage.discord.kick(defaultGuildId);
    expect(await send()).toMatchObject({ state: 'channelBlocked', reason: discordWording.notVisible });
    stage.discord.deleteChannel(defaultChannelId);
    expect(await send()).toEqual({ state: 'channelDeleted', reason: discordWording.channelGone });
  });

  test('AutoMod blocks the message, not the place', async () => {
    stage.discord.autoMod = () => true;
    expect(await failure(send())).toMatchObject({ reason: discordWording.contentBlocked });
    stage.discord.autoMod = undefined;
    idOf(await send(card, 'k2'));
  });
});

describe('missing permissions', () => {
  const { permissions } = discordWording;
  type Name = keyof typeof permissions;
  /** Returns the permissions named in the explanation of a refusal, sorted. */
  async function named(result: SendResult, place = CHANNEL, layout: 'channel' | 'thread' = 'channel') {
    if (result.state !== 'channelBlocked') return expect.fail(result.state);
    const { reason } = await stage.publisher.findReason(place, { ...SETTINGS, layout }, result);
    return (Object.keys(permissions) as Name[])
      .filter((name) => reason.includes(permissions[name]))
      .toSorted();
  }

  test.each<Name[][]>([
    [['SendMessages']],
    [['EmbedLinks']],
    [['AddReactions', 'EmbedLinks', 'ReadMessageHistory', 'SendMessages']],
  ])('are named in Korean, all of them: %j', async (missing) => {
    stage.discord.setMissing(defaultChannelId, missing);
    expect(await named(await send())).toEqual(missing);
    expect(messages()).toEqual([]);
  });

  test('that no role grants are named as well', async () => {
    stage.discord.addGuild({
      id: '200000000000000002',
      permissions: ['ViewChannel', 'SendMessages', 'ReadMessageHistory'],
      channels: [{ id: '300000000000000002' }],
    });
    const to = addressOf({ ...CHANNEL, workspace: '', channel: '300000000000000002' }, stage.clock);
    expect(await named(await send(card, 'k1', to), to.place)).toEqual(['AddReactions', 'EmbedLinks']);
  });

  test('that only a thread needs are not named for a card in the channel', async () => {
    stage.discord.setMissing(defaultChannelId, [
      'EmbedLinks',
      'CreatePublicThreads',
      'SendMessagesInThreads',
    ]);
    expect(await named(await send())).toEqual(['EmbedLinks']);
  });

  test('of an edition in a thread are those of its channel', async () => {
    const parentId = idOf(await send(heading, 'k0'));
    stage.discord.setMissing(defaultChannelId, ['SendMessagesInThreads', 'CreatePublicThreads']);
    const result = await send(card, 'k1', { ...stage.to, parentId });
    expect(await named(result, CHANNEL, 'thread')).toEqual(['CreatePublicThreads', 'SendMessagesInThreads']);
  });

  test('in a thread that is itself the place are those of its parent channel', async () => {
    const to = await startThread();
    stage.discord.setMissing(defaultChannelId, ['SendMessages', 'SendMessagesInThreads', 'EmbedLinks']);
    expect(await named(await send(card, 'k1', to), to.place)).toEqual([
      'EmbedLinks',
      'SendMessagesInThreads',
    ]);
  });

  test('that cannot be looked up still count as missing', async () => {
    stage.discord.setMissing(defaultChannelId, ['EmbedLinks']);
    stage.discord.fault = ({ method }) => (method === 'GET' ? answerWith(403, 50001) : undefined);
    const blocked = { state: 'channelBlocked', reason: discordWording.missing([]), cause: '50013' } as const;
    expect(await send()).toEqual(blocked);
    expect(await stage.publisher.findReason(CHANNEL, SETTINGS, blocked)).toEqual({
      ...{ reason: discordWording.missing([]), endsAt: null },
    });
  });

  test('of an edit in a channel are those that the edit needs', async () => {
    const id = idOf(await send());
    stage.discord.setMissing(defaultChannelId, [
      'EmbedLinks',
      'CreatePublicThreads',
      'SendMessagesInThreads',
    ]);
    expect(await named(await stage.publisher.edit(id, card))).toEqual(['EmbedLinks']);
  });
});

/** Starts a thread in the channel, and returns it as a separate place. */
async function startThread() {
  const starter = stage.discord.say(defaultChannelId, READER, 'a thread, please');
  await stage.call('POST', `/channels/${defaultChannelId}/messages/${starter}/threads`, {
    body: { name: 'papers' },
  });
  return addressOf({ ...CHANNEL, channel: starter }, stage.clock);
}

describe('an edition in a thread', () => {
  let parentId: string;
  let threadId: string;
  beforeEach(async () => {
    parentId = idOf(await send(heading, 'heading'));
    threadId = splitMessageId(parentId).messageId;
  });
  const sendCard = (id: string, publisher = stage.publisher) =>
    publisher.send({ ...stage.to, parentId }, cardOf(id, { title: `Paper ${id}` }), id);
  const titles = () => titlesOf(messages(threadId));

  test('has one thread on its heading, with all cards and their initial reactions', async () => {
    const ids = [];
    for (const id of ['2608.1', '2608.2', '2608.3']) ids.push(idOf(await sendCard(id)));
    expect(titles()).toEqual(['Paper 2608.1', 'Paper 2608.2', 'Paper 2608.3']);
    expect(ids).toEqual(
      messages(threadId).map(({ id }) => toMessageId({ ...CHANNEL, channel: threadId }, id)),
    );
    expect(ids.map(current)).toEqual(ids.map(() => initialReactions(stage.discord.botId)));
    expect(stage.discord.threads(defaultChannelId).map(({ name }) => name)).toEqual([
      cardWording.headingTitle(DAY),
    ]);
    expect(messages()).toHaveLength(1);
    expect(stage.discord.rejections).toEqual([]);
  });

  test('continues in its thread after a restart', async () => {
    await sendCard('2608.1');
    await sendCard('2608.2', connect(stage.discord, stage.clock).publisher);
    expect(titles()).toEqual(['Paper 2608.1', 'Paper 2608.2']);
    expect(stage.discord.threads(defaultChannelId)).toHaveLength(1);
  });

  test.each(['hang up', 'say 500'])(
    'has one thread with the card, even if the response to its creation was lost (%s)',
    async (how) => {
      stage.discord.fault = ({ method, path }, n) =>
        method === 'POST' && path.endsWith('/threads') && n === 1
          ? { kind: 'after', answer: how === 'hang up' ? 'reset' : { status: 500 } }
          : undefined;
      idOf(await sendCard('2608.1'));
      expect(titles()).toEqual(['Paper 2608.1']);
      expect(stage.discord.refusals.map(({ code }) => code)).toContain(10003);
      expect(stage.discord.rejections.map(({ code }) => code)).toEqual([160004]);
    },
  );

  test('has one thread, even if two processes create it concurrently', async () => {
    const others = [stage, connect(stage.discord, stage.clock)];
    await Promise.all(others.map(({ publisher }, n) => sendCard(`2608.${n}`, publisher)));
    expect(titles().toSorted()).toEqual(['Paper 2608.0', 'Paper 2608.1']);
    expect(stage.discord.threads(defaultChannelId)).toHaveLength(1);
  });

  test.each([
    ['locked', () => stage.discord.lockThread(threadId)],
    [
      'locked and archived',
      () => {
        stage.discord.lockThread(threadId);
        stage.discord.archiveThread(threadId);
      },
    ],
    ['deleted', () => stage.discord.deleteChannel(threadId)],
  ])('whose thread is %s accepts no more cards, but its place still accepts editions', async (_, close) => {
    const first = idOf(await sendCard('2608.1'));
    close();
    const rejected = { state: 'messageRejected', reason: discordWording.threadGone };
    expect(await sendCard('2608.2')).toEqual(rejected);
    expect((await stage.publisher.edit(first, card)).state).toBe('messageRejected');
    expect(messages()).toHaveLength(1);
    idOf(await send(headingCard('2026-08-24', 3, 3), 'next heading'));
  });

  test('whose locked thread cannot be reopened without a permission rejects edits, too', async () => {
    const id = idOf(await sendCard('2608.1'));
    stage.discord.lockThread(threadId);
    stage.discord.archiveThread(threadId);
    // Reopening a locked thread needs Manage Threads (topics/threads).
    stage.discord.fault = ({ method, path }) =>
      method === 'PATCH' && path === `/channels/${threadId}` ? answerWith(403, 50013) : undefined;
    expect((await stage.publisher.edit(id, card)).state).toBe('messageRejected');
  });

  test('whose heading was deleted before it had a thread accepts no cards', async () => {
    stage.discord.deleteMessage(defaultChannelId, threadId);
    expect((await sendCard('2608.1')).state).toBe('messageRejected');
    expect(stage.discord.threads(defaultChannelId)).toEqual([]);
  });

  test('whose thread is archived: a card reopens the thread, and so does an edit', async () => {
    const id = idOf(await sendCard('2608.1'));
    stage.discord.archiveThread(threadId);
    idOf(await sendCard('2608.2'));
    expect(stage.discord.channel(threadId)).toMatchObject({ thread_metadata: { archived: false } });

    stage.discord.archiveThread(threadId);
    expect(await stage.publisher.edit(id, cardOf('2608.1', { title: 'mended' }))).toEqual({
      state: 'sent',
      messageId: id,
    });
    expect(titles()).toEqual(['mended', 'Paper 2608.2']);
    expect(stage.discord.channel(threadId)).toMatchObject({ thread_metadata: { archived: false } });
  });

  test('finds its cards in the thread, and none before the thread exists', async () => {
    const to = { ...stage.to, parentId };
    expect(await stage.publisher.find(to, cardOf('2608.1'), '2608.1')).toBeNull();
    const id = idOf(await sendCard('2608.1'));
    expect(await stage.publisher.find(to, cardOf('2608.1'), '2608.1')).toEqual({
      state: 'sent',
      messageId: id,
    });
    expect(await stage.publisher.find(to, cardOf('2608.2'), '2608.2')).toBeNull();
    stage.discord.archiveThread(threadId);
    expect(await stage.publisher.find(to, cardOf('2608.1'), '2608.1')).toEqual({
      state: 'sent',
      messageId: id,
    });
  });
});

describe('the workspace of a place', () => {
  const DIRECT = '300000000000000050';
  const workspaceOf = (channel: string, workspace = '') =>
    stage.publisher.workspaceOf({ platform: 'discord', workspace, channel });

  test('is its server, also for a thread; direct messages have one of their own', async () => {
    const { place } = await startThread();
    stage.discord.addDirectMessages(DIRECT, READER);
    expect(await workspaceOf(defaultChannelId)).toBe(defaultGuildId);
    expect(await workspaceOf(place.channel)).toBe(defaultGuildId);
    expect(await workspaceOf(DIRECT)).toBe('@me');
    expect(stage.discord.rejections).toEqual([]);
  });

  test('is not looked up if it is known', async () => {
    expect(await workspaceOf(NO_THREAD, '200000000000000009')).toBe('200000000000000009');
    expect(stage.discord.requests).toEqual([]);
  });

  test('of a channel that is deleted or out of sight is the reason why', async () => {
    stage.discord.setMissing(defaultChannelId, ['ViewChannel']);
    expect(await workspaceOf(defaultChannelId)).toMatchObject({
      ...{ state: 'channelBlocked', reason: discordWording.notVisible },
    });
    stage.discord.deleteChannel(defaultChannelId);
    expect(await workspaceOf(defaultChannelId)).toEqual({
      ...{ state: 'channelDeleted', reason: discordWording.channelGone },
    });
  });

  test('can be looked up again after an outage, but not with an invalid token', async () => {
    answer('GET', 503, 0);
    await expect(workspaceOf(defaultChannelId)).rejects.toThrow(TemporaryError);
    stage.discord.fault = undefined;
    expect(await workspaceOf(defaultChannelId)).toBe(defaultGuildId);
    answer('GET', 401, 0, '401: Unauthorized');
    await expect(workspaceOf(defaultChannelId)).rejects.toThrow(SetupError);
  });
});

describe('a thread that is itself the place', () => {
  test('accepts headings and cards, and finds them', async () => {
    const to = await startThread();
    const ids = [idOf(await send(heading, 'k0', to)), idOf(await send(card, 'k1', to))];
    expect(ids).toEqual(messages(to.place.channel).map(({ id }) => toMessageId(to.place, id)));
    expect(await stage.publisher.find(to, heading, 'k0')).toEqual({ state: 'sent', messageId: ids[0] });
    expect(await stage.publisher.find(to, card, 'k1')).toEqual({ state: 'sent', messageId: ids[1] });
    expect(current(ids[1] ?? '')).toEqual(initialReactions(stage.discord.botId));
  });

  test('is reopened if it is archived, refuses messages if it is locked, and is reported once it is deleted', async () => {
    const to = await startThread();
    const { channel } = to.place;
    stage.discord.archiveThread(channel);
    idOf(await send(heading, 'k0', to));
    stage.discord.lockThread(channel);
    expect(await send(card, 'k1', to)).toMatchObject({
      state: 'channelBlocked',
      reason: discordWording.threadLocked,
    });
    stage.discord.deleteChannel(channel);
    expect(await send(card, 'k1', to)).toEqual({
      state: 'channelDeleted',
      reason: discordWording.channelGone,
    });
  });
});

describe('looking up a message', () => {
  /** Returns the id of the message that was found, or null. */
  const find = async (sought = card, to = stage.to) => {
    const found = await stage.publisher.find(to, sought, 'k1');
    return found && idOf(found);
  };

  test.each([
    [0, 101],
    [99, 0],
    [100, 0],
    [101, 99],
    [260, 260],
  ])('finds it after %i other messages and before %i more', async (before, after) => {
    const chat = (count: number) => {
      for (let n = 0; n < count; n += 1) stage.discord.say(defaultChannelId, READER, `chatter ${n}`);
    };
    chat(before);
    const id = idOf(await send());
    chat(after);
    expect(await find()).toBe(id);
    expect(await find(cardOf('2608.00009'))).toBeNull();
    expect(messages()).toHaveLength(before + 1 + after);
  });

  test('reads few messages if few were posted since', async () => {
    for (let n = 0; n < 250; n += 1) stage.discord.say(defaultChannelId, READER, `older ${n}`);
    stage.clock.advance(5 * MINUTE);
    const to = addressOf(CHANNEL, stage.clock);
    const id = idOf(await send(card, 'k1', to));
    expect(await find(card, to)).toBe(id);
    expect(count('GET', /messages$/)).toBe(1);
  });

  test('looks back as far as the message can have been sent, and no further', async () => {
    for (let n = 0; n < 250; n += 1) stage.discord.say(defaultChannelId, READER, `chatter ${n}`);
    const pages = async (since: number) => {
      const before = count('GET', /messages$/);
      expect(await find(card, { ...stage.to, since })).toBeNull();
      return count('GET', /messages$/) - before;
    };
    expect(await pages(stage.clock.now() - DAY_MS)).toBe(3);
    // The latest messages must be found even if our clock is far ahead.
    expect(await pages(stage.clock.now() + DAY_MS)).toBe(1);
    const id = idOf(await send());
    expect(await find(card, { ...stage.to, since: stage.clock.now() + DAY_MS })).toBe(id);
  });

  test('recognises it after an edit, even if the data of its paper have changed since', async () => {
    const id = idOf(await send());
    await stage.publisher.edit(id, cardOf('2608.00001', { title: 'mended', upvotes: 99 }));
    expect(await find()).toBe(id);
    expect(await find(cardOf('2608.00001', { title: 'once more', codeUrl: 'https://github.com/a/b' }))).toBe(
      id,
    );
  });

  test('adds the initial reactions of the message that it finds, once', async () => {
    stage.discord.setMissing(defaultChannelId, ['AddReactions']);
    const id = idOf(await send());
    expect(current(id)).toEqual([]);
    stage.discord.setMissing(defaultChannelId, []);
    stage.discord.react(defaultChannelId, splitMessageId(id).messageId, READER, '👍');
    expect(await find()).toBe(id);
    expect(await find()).toBe(id);
    expect(current(id)).toEqual([
      { emoji: '👍', users: [READER, stage.discord.botId] },
      { emoji: '👎', users: [stage.discord.botId] },
    ]);
  });

  test('ignores the answer to a command with the same links', async () => {
    const { id, token } = stage.discord.interact.raw({
      type: 2,
      channel_id: defaultChannelId,
      member: { user: { id: READER } },
    });
    const { embeds } = JSON.parse(JSON.stringify(await storedAs(card)));
    await stage.rest.post(`/interactions/${id}/${token}/callback`, {
      auth: false,
      body: { type: 4, data: { embeds, allowed_mentions: { parse: [] } } },
    });
    expect(messages().filter((it) => it.interaction_metadata)).toHaveLength(1);
    expect(await find()).toBeNull();
    const own = idOf(await send(card, 'k1'));
    expect(await find()).toBe(own);
  });

  test('ignores a message of another bot with the same links', async () => {
    idOf(await send());
    const [own] = messages();
    const theirs = { ...own, author: { id: READER, username: 'another', bot: true } };
    stage.discord.fault = ({ method, path }) =>
      method === 'GET' && path.endsWith('/messages')
        ? { kind: 'status', status: 200, body: [theirs] }
        : undefined;
    expect(await find()).toBeNull();
  });

  test.each([
    [404, 10003],
    [403, 50001],
    [403, 50013],
  ])(
    'in an inaccessible channel (%i, %i) finds nothing: the send reports the problem',
    async (status, code) => {
      answer('GET', status, code);
      answer(`GET /channels/${defaultChannelId}`, status, code);
      expect(await find()).toBeNull();
    },
  );

  test('fails if Discord fails temporarily, instead of finding nothing', async () => {
    answer(`GET /channels/${defaultChannelId}`, 503, 0);
    await expect(find()).rejects.toThrow(TemporaryError);
  });

  test("requests the bot's own user again after a failure", async () => {
    const id = idOf(await send());
    answer('GET /users/@me', 500, 0);
    await expect(find()).rejects.toThrow(TemporaryError);
    stage.discord.fault = undefined;
    expect(await find()).toBe(id);
    expect(await find()).toBe(id);
    // Three failed attempts, then one that succeeds.
    expect(count('GET', /users\/@me$/)).toBe(4);
  });
});

/** Sends a card to another channel, and returns a message body with the embed that Discord stores. */
async function storedAs(sent: typeof card) {
  const channel = '300000000000000009';
  stage.discord.addChannel(defaultGuildId, { id: channel });
  await send(sent, 'elsewhere', addressOf({ ...CHANNEL, channel }, stage.clock));
  const embed = { ...messages(channel)[0]?.embeds[0], type: undefined, thumbnail: undefined };
  return { embeds: [embed] };
}

describe('an edit', () => {
  test('changes the card and keeps its votes and position, without a notification', async () => {
    const id = idOf(await send());
    const { messageId } = splitMessageId(id);
    stage.discord.react(defaultChannelId, messageId, READER, '👍');
    const before = current(id);
    expect(
      await stage.publisher.edit(id, cardOf('2608.00001', { title: '@everyone', upvotes: 250 })),
    ).toEqual({
      state: 'sent',
      messageId: id,
    });
    expect(titlesOf(messages())).toEqual(['@everyone']);
    expect(JSON.stringify(messages()[0]?.embeds)).toContain('"250"');
    expect(messages()[0]).toMatchObject({ mention_everyone: false, flags: 1 << 12 });
    expect(current(id)).toEqual(before);
    expect(bodies('PATCH')).toEqual([expect.objectContaining({ allowed_mentions: { parse: [] } })]);
    expect(stage.discord.rejections).toEqual([]);
  });

  test('of a deleted message is rejected, and posts nothing', async () => {
    const id = idOf(await send());
    stage.discord.deleteMessage(defaultChannelId, splitMessageId(id).messageId);
    expect(await stage.publisher.edit(id, card)).toEqual({
      state: 'messageRejected',
      reason: deliveryWording.messageGone,
    });
    expect(messages()).toEqual([]);
  });

  test.each(['deleted', 'out of sight'])('in a channel that is %s does not throw', async (how) => {
    const id = idOf(await send());
    if (how === 'deleted') stage.discord.deleteChannel(defaultChannelId);
    else stage.discord.setMissing(defaultChannelId, ['ViewChannel']);
    expect(await stage.publisher.edit(id, card)).toMatchObject({
      state: how === 'deleted' ? 'messageRejected' : 'channelBlocked',
      reason: expect.stringMatching(/\p{Script=Hangul}/u),
    });
  });

  test("that is rate limited because the message is old is left for later, with Discord's pause", async () => {
    const id = idOf(await send());
    stage.clock.advance(61 * MINUTE);
    for (let n = 0; n < 3; n += 1) await stage.publisher.edit(id, card);
    await expect(stage.publisher.edit(id, card)).rejects.toMatchObject({
      name: 'TemporaryError',
      retryAfterMs: expect.any(Number),
    });
  });

  test.each([NO_THREAD, '', 'x/y/z', '/'])('of a message that is not ours (%j) does no harm', async (id) => {
    const edited = await stage.publisher.edit(id, card).catch((error) => error);
    if (edited instanceof Error) expect(edited).toBeInstanceOf(TemporaryError);
    else expect(edited.state).toBe('messageRejected');
    expect(messages()).toEqual([]);
  });
});
