import { ChannelType } from 'discord.js';
import { accessChannel, assertOpen, assertText, assertUnlocked, messageIn } from './access.ts';
import {
  alreadyCrossposted,
  blockedByAutoMod,
  missingPermissions,
  noDirectMessages,
  notYourMessage,
  systemMessage,
  tooManyCrossposts,
  tooManyOldEdits,
  unknownMessage,
  wrongChannelType,
} from './errors.ts';
import { invalidForm } from './form.ts';
import { isOlder } from './ids.ts';
import { botPermissionsIn, messageJson } from './json.ts';
import { announceEdit, createMessage, editMessage, removeMessage, threadStarter } from './messages.ts';
import { allows } from './permissions.ts';
import { type Answer, type Call, noContent, ok, type Routes } from './router.ts';
import type { Channel, Message, World } from './state.ts';
import { assertNotEmpty, checkMessage, flags, type MessageBody } from './validate-message.ts';

export interface MessageRouteOptions {
  /** How long a nonce is kept, in ms. Discord's documentation says "the past few minutes". */
  readonly nonceWindowMs: number;
  /**
   * The scope in which messages with the same nonce are deduplicated: the author, as documented, or the channel, as
   * others have observed.
   */
  readonly nonceScope: 'author' | 'channel';
  /** Called for each new message and edit without `allowed_mentions`, except responses to interactions. */
  readonly onOpenMentions: (call: Call) => void;
}

/** Returns the routes for messages in channels and threads (discord-api-docs: resources/message.mdx). */
export function messageRoutes(world: World, options: MessageRouteOptions): Routes {
  const oldEdits = new Map<string, number[]>();
  const crossposts = new Map<string, number[]>();
  return {
    'GET /channels/:id/messages': ({ params: [id = ''], query }) => {
      const channel = accessChannel(world, id);
      assertText(channel);
      const canRead = allows(botPermissionsIn(world, channel), 'ReadMessageHistory');
      return ok(canRead ? list(channel, query).map((message) => messageJson(world, message)) : []);
    },
    'GET /channels/:id/messages/:message': ({ params: [id = '', message = ''] }) => {
      const channel = accessChannel(world, id, 'ReadMessageHistory');
      return ok(messageJson(world, messageIn(channel, message)));
    },
    'POST /channels/:id/messages': (call) => post(world, options, call),
    'PATCH /channels/:id/messages/:message': (call) => {
      const [id = '', messageId = ''] = call.params;
      const channel = accessChannel(world, id);
      const message = messageIn(channel, messageId);
      if (message.authorId !== world.botId) throw notYourMessage();
      if (isSystem(message)) throw systemMessage();
      const body = checkMessage(call.body, { use: 'edit', current: message.flags, files: call.files });
      noteMentions(options, call, body);
      assertUnlocked(world, channel);
      assertOpen(channel);
      assertEmbeds(world, channel, body);
      limitOldEdits(world, oldEdits, message);
      return ok(messageJson(world, editMessage(world, channel, message, body)));
    },
    'POST /channels/:id/messages/:message/crosspost': ({ params: [id = '', messageId = ''] }) => {
      const channel = accessChannel(world, id);
      const message = messageIn(channel, messageId);
      const isOwn = message.authorId === world.botId;
      if (!allows(botPermissionsIn(world, channel), isOwn ? 'SendMessages' : 'ManageMessages'))
        throw missingPermissions();
      if (channel.type !== ChannelType.GuildAnnouncement) throw wrongChannelType();
      if (message.flags & flags.crossposted) throw alreadyCrossposted();
      limitCrossposts(world, crossposts, channel.id);
      message.flags |= flags.crossposted;
      announceEdit(world, channel, message);
      return ok(messageJson(world, message));
    },
    'DELETE /channels/:id/messages/:message': ({ params: [id = '', messageId = ''] }) => {
      const channel = accessChannel(world, id);
      const message = messageIn(channel, messageId);
      if (message.authorId !== world.botId && !allows(botPermissionsIn(world, channel), 'ManageMessages'))
        throw missingPermissions();
      removeMessage(world, channel, message);
      return noContent;
    },
  };
}

function post(world: World, options: MessageRouteOptions, call: Call): Answer {
  const channel = accessChannel(world, call.params[0] ?? '');
  assertText(channel);
  if (channel.guildId === null && world.closedDirectMessages.has(channel.name)) throw noDirectMessages();
  const body = checkMessage(call.body, { use: 'create', files: call.files });
  noteMentions(options, call, body);
  const bits = botPermissionsIn(world, channel);
  if (!allows(bits, channel.thread ? 'SendMessagesInThreads' : 'SendMessages')) throw missingPermissions();
  assertUnlocked(world, channel);
  assertEmbeds(world, channel, body);
  if (body.attachments?.length && !allows(bits, 'AttachFiles')) throw missingPermissions();
  const sent = body.enforceNonce ? findByNonce(world, options, channel, String(body.nonce)) : undefined;
  if (sent) return ok(messageJson(world, sent, { withNonce: true }));
  assertNotEmpty(body);
  if (world.autoMod?.(body.content ?? '')) throw blockedByAutoMod();
  if (body.reference) {
    if (!allows(bits, 'ReadMessageHistory')) throw missingPermissions();
    if (body.reference.failIfNotExists && !channel.messages.has(body.reference.messageId))
      throw invalidForm({
        message_reference: { _errors: [{ code: 'REPLIES_UNKNOWN_MESSAGE', message: 'Unknown message' }] },
      });
  }
  const message = createMessage(world, channel, body);
  if (body.nonce !== undefined) {
    const { id: messageId, authorId } = message;
    world.nonces.push({
      nonce: String(body.nonce),
      authorId,
      channelId: channel.id,
      messageId,
      at: world.now(),
    });
  }
  return ok(messageJson(world, message, { withNonce: true }));
}

/**
 * Returns the message that was already created with this nonce, if any. Throws 10008 if that message was deleted
 * (discord/discord-api-docs#6647). "If another message was created by the same author with the same nonce, that
 * message will be returned" (discord-api-docs: resources/message.mdx, Create Message).
 */
function findByNonce(
  world: World,
  options: MessageRouteOptions,
  channel: Channel,
  nonce: string,
): Message | undefined {
  const known = world.nonces.find(
    (one) =>
      one.nonce === nonce &&
      one.authorId === world.botId &&
      one.at > world.now() - options.nonceWindowMs &&
      (options.nonceScope === 'author' || one.channelId === channel.id),
  );
  if (!known) return undefined;
  const message = world.channels.get(known.channelId)?.messages.get(known.messageId);
  if (!message) throw unknownMessage();
  return message;
}

/**
 * Throws 50013 for embeds if the bot lacks EMBED_LINKS, so that tests notice the missing permission. Discord itself
 * silently drops the embeds: the message arrives without them or, if it has no other content, fails with 50006.
 */
export function assertEmbeds(world: World, channel: Channel, { embeds = [] }: MessageBody): void {
  if (embeds.length > 0 && !allows(botPermissionsIn(world, channel), 'EmbedLinks'))
    throw missingPermissions();
}

/** Returns true for a system message; only thread starters are modelled. */
const isSystem = ({ type }: Message): boolean => type === threadStarter;

function noteMentions(options: MessageRouteOptions, call: Call, body: MessageBody): void {
  if (!body.mentions) options.onOpenMentions(call);
}

/**
 * Limits edits of messages older than an hour to 3 per channel in 6 s. Discord does not document this limit, but the
 * unofficial documentation "Discord Userdoccers" does (Edit Message).
 */
function limitOldEdits(world: World, oldEdits: Map<string, number[]>, { channelId, at }: Message): void {
  const now = world.now();
  if (now - at < 3_600_000) return;
  const recent = (oldEdits.get(channelId) ?? []).filter((time) => time > now - 6000);
  if (recent.length >= 3) throw tooManyOldEdits(((recent[0] ?? now) + 6000 - now) / 1000);
  oldEdits.set(channelId, [...recent, now]);
}

/** Limits the messages of a channel that are published, to 10 an hour. */
function limitCrossposts(world: World, crossposts: Map<string, number[]>, channelId: string): void {
  const now = world.now();
  const recent = (crossposts.get(channelId) ?? []).filter((time) => time > now - 3_600_000);
  if (recent.length >= 10) throw tooManyCrossposts(((recent[0] ?? now) + 3_600_000 - now) / 1000);
  crossposts.set(channelId, [...recent, now]);
}

/** Returns the messages that a query selects, newest first. `before`, `after` and `around` are mutually exclusive. */
function list(channel: Channel, query: URLSearchParams): Message[] {
  const all = [...channel.messages.values()];
  const limit = Number(query.get('limit') ?? 50);
  if (!Number.isInteger(limit) || limit < 1 || limit > 100)
    throw invalidForm({
      limit: { _errors: [{ code: 'NUMBER_TYPE_MAX', message: 'int value should be between 1 and 100.' }] },
    });
  const anchors = ['before', 'after', 'around'].filter((key) => query.has(key));
  for (const key of query.keys()) {
    if (!['limit', 'before', 'after', 'around'].includes(key) || anchors.length > 1)
      throw invalidForm({
        [key]: { _errors: [{ code: 'UNKNOWN_FIELD', message: 'Not a parameter here.' }] },
      });
  }
  const [before, after, around] = ['before', 'after', 'around'].map((key) => query.get(key));
  if (after)
    return all
      .filter(({ id }) => isOlder(after, id))
      .slice(0, limit)
      .reverse();
  if (around) {
    const older = all.filter(({ id }) => isOlder(id, around)).slice(-Math.floor(limit / 2));
    const rest = all.filter(({ id }) => !isOlder(id, around)).slice(0, Math.ceil(limit / 2));
    return [...older, ...rest].reverse();
  }
  return (before ? all.filter(({ id }) => isOlder(id, before)) : all).slice(-limit).reverse();
}
