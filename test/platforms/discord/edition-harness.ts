import { cardWording } from '../../../src/i18n/ko/card.ts';
import { discordWording } from '../../../src/i18n/ko/discord.ts';
import { splitMessageId, toMessageId } from '../../../src/platforms/shared/message-id.ts';
import type {
  EditionPlatform,
  EditionServer,
  Obstacle,
  RequestKind,
} from '../../contract/edition-harness.ts';
import {
  type DiscordServer,
  defaultChannelId,
  defaultGuildId,
  type Fault,
  startDiscord,
} from '../../emulators/discord/index.ts';
import { CHANNEL, connect } from './api/call-harness.ts';

const READER = '400000000000000001';
const THREAD_EXISTS = 160004;
const { permissions, missing, channelGone } = discordWording;

interface DiscordEditionServer extends EditionServer {
  readonly discord: DiscordServer;
  /** The thread below the heading. */
  threadId(): string | undefined;
}

function kindOf(method: string, path: string): RequestKind {
  const last = /\/(messages|threads)$/.exec(path)?.[1];
  if (method === 'PUT') return 'react';
  if (method === 'POST' && last) return last === 'threads' ? 'create-thread' : 'send';
  if (method === 'GET' && last === 'messages') return 'search';
  return method === 'PATCH' && path.includes('/messages/') ? 'edit' : 'other';
}

async function open(now: () => number): Promise<DiscordEditionServer> {
  const discord = await startDiscord({ now });
  const { token, botId } = discord;
  const threadId = () => {
    const [first, ...others] = discord.threads(defaultChannelId);
    if (others.length > 0) throw new Error('One edition has several threads');
    return first?.id;
  };
  const messagesIn = (channelId: string) =>
    discord
      .messages(channelId)
      .filter(({ author, interaction_metadata }) => author.id === botId && !interaction_metadata)
      .map(({ id, embeds: [embed] }) => ({
        id: toMessageId({ workspace: defaultGuildId, channel: channelId }, id),
        url: embed?.url,
        upvotes: embed?.fields?.find(({ name }) => name === cardWording.labels.upvotes)?.value,
      }));
  const at = (id: string) => {
    const { channelId, messageId } = splitMessageId(id);
    return [channelId, messageId] as const;
  };
  const without = (permission: keyof typeof permissions): Obstacle => ({
    reason: missing([permissions[permission]]),
    add: () => discord.setMissing(defaultChannelId, [permission]),
    remove() {
      discord.setMissing(defaultChannelId, []);
      discord.rejections.length = 0;
    },
  });
  const server: DiscordEditionServer = {
    ...{ discord, threadId, botId, url: discord.url, close: discord.close, fault: undefined },
    requests: () => discord.requests.map(({ method, path }) => kindOf(method, path)),
    // If the response to a thread's creation is lost, the bot creates the thread again, which Discord rejects.
    rejections: () => discord.rejections.filter(({ code }) => code !== THREAD_EXISTS),
    channel: () => messagesIn(defaultChannelId),
    thread: () => [threadId() ?? []].flat().flatMap(messagesIn),
    reactions: (id) => discord.current(...at(id)),
    react: (id, emoji = '') => discord.react(...at(id), READER, emoji),
    unreact: (id, emoji = '') => discord.unreact(...at(id), READER, emoji),
    sayIn() {
      const channelId = threadId() ?? defaultChannelId;
      return (text) => discord.say(channelId, READER, text);
    },
    async answer(url) {
      const member = { user: { id: READER } };
      const { id, token } = discord.interact.raw({ type: 2, channel_id: defaultChannelId, member });
      const data = { embeds: [{ title: 'again', url }], allowed_mentions: { parse: [] } };
      await fetch(`${discord.url}/v10/interactions/${id}/${token}/callback`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ type: 4, data }),
      });
    },
    answers: () =>
      discord.messages(defaultChannelId).filter((message) => message.interaction_metadata).length,
    deleteMessage: (id) => discord.deleteMessage(...at(id)),
    deleteChannel: () => discord.deleteChannel(defaultChannelId),
    closed: without('EmbedLinks'),
    unreadable: without('ReadMessageHistory'),
    endThread(how) {
      const id = threadId() ?? '';
      if (how === 'a deleted thread') discord.deleteChannel(id);
      else discord.lockThread(id);
      if (how === 'a locked thread in the archive') discord.archiveThread(id);
    },
    connect(url, clock, reactionsClock) {
      const connected = connect({ url, token }, clock, reactionsClock);
      const forgetRateLimits = () => {
        connected.rest.globalReset = -1;
      };
      return { ...connected, forgetRateLimits };
    },
  };
  discord.fault = ({ method, path, body }) =>
    server.fault?.(kindOf(method, path), JSON.stringify(body ?? null)) as Fault | undefined;
  return server;
}

const forbidden = (status: number, headers: Record<string, string> = {}): Fault => ({
  ...{ kind: 'status', status, headers: { 'content-type': 'text/html', ...headers } },
  body: '<!DOCTYPE html><html><title>Attention Required! | Cloudflare</title></html>',
});

const limited = (scope: 'user' | 'global' | 'shared', retryAfter: number): Fault => ({
  ...{ kind: 'rate-limit', scope, retryAfter },
});

/**
 * Discord in the tests of editions. The first card of a thread is rejected, because the thread does not exist yet; the
 * bot then creates the thread and sends the card again.
 */
export const discordEdition: EditionPlatform<DiscordEditionServer> = {
  ...{ name: 'discord', place: CHANNEL, kindOf, open },
  ignoresRepeats: true,
  initialReactions: ['👍', '👎'],
  beforeThread: ['send', 'create-thread'],
  faults: {
    '429 for the bot': limited('user', 0.01),
    '429 for the bot everywhere': limited('global', 0.01),
    '429 for all in the channel': limited('shared', 0.01),
    '429 for the bot, for a long time': limited('user', 90),
    '429 for the bot everywhere, for a long time': limited('global', 90),
    '429 for all in the channel, for a long time': limited('shared', 90),
    '403 by Cloudflare': forbidden(403),
    '429 by Cloudflare': forbidden(429, { 'retry-after': '600' }),
  },
  faultPlaces: [
    {
      where: 'the first card, which has no thread yet',
      layout: 'thread',
      kind: 'send',
      nth: 2,
      times: 1,
    },
    { where: 'the creation of its thread', layout: 'thread', kind: 'create-thread', nth: 1, times: 1 },
    // All attempts to create the thread fail, and so does the next send of the first card.
    {
      where: 'the creation of its thread',
      layout: 'thread',
      kind: ['send', 'create-thread'],
      nth: 3,
      times: 4,
    },
  ],
  invalidToken: { kind: 'status', status: 401, body: { message: '401: Unauthorized', code: 0 } },
  threadEnds: ['a locked thread', 'a locked thread in the archive', 'a deleted thread'],
  deleted: { state: 'ended', reason: channelGone },
};
