import { assertSnowflake } from './ids.ts';
import { channelJson, guildCreateJson, memberJson, messageJson, roleJson, suppressEmbeds } from './json.ts';
import { createMessage, removeMessage, setThread, threadStarter } from './messages.ts';
import { toBits } from './permissions.ts';
import { addReaction, clearReactions, parseEmoji, removeReaction } from './reactions.ts';
import type { Control } from './server.ts';
import {
  type Channel,
  type Guild,
  guildOf,
  type Message,
  makeRole,
  overwritesFor,
  putChannel,
  putDirectMessages,
  putGuild,
  type World,
} from './state.ts';
import { createThreadControl } from './thread-control.ts';

/** Creates the functions with which a test inspects and changes the state. Most changes also send a gateway event. */
export function createControl(world: World): Control {
  const find = (channelId: string, messageId: string) => locate(world, channelId, messageId);
  return {
    messages: (id) =>
      [...channelOf(world, id).messages.values()]
        .filter(({ type }) => type !== threadStarter)
        .map((message) => messageJson(world, message)),
    thread(channelId, messageId) {
      const { message } = find(channelId, messageId);
      const thread = message.threadId && world.channels.get(message.threadId);
      return thread ? channelJson(world, thread) : undefined;
    },
    threads: (id) =>
      [...guildOf(world, channelOf(world, id)).channels.values()]
        .filter(({ thread, parentId }) => thread && parentId === id)
        .map((thread) => channelJson(world, thread)),
    channel(id) {
      const channel = world.channels.get(id);
      return channel && channelJson(world, channel);
    },
    addGuild(spec) {
      for (const id of world.guilds.get(spec.id)?.channels.keys() ?? []) world.channels.delete(id);
      world.dispatch('GUILD_CREATE', guildCreateJson(world, putGuild(world, spec)));
    },
    kick(id) {
      guildBy(world, id).hasBot = false;
      // Without the field `unavailable`, the event means that the bot was removed, not that there is an outage
      // (discord-api-docs: events/gateway-events.mdx, Guild Delete).
      world.dispatch('GUILD_DELETE', { id });
    },
    outage(id, isOut) {
      const guild = guildBy(world, id);
      guild.isUnavailable = isOut;
      if (isOut) world.dispatch('GUILD_DELETE', { id, unavailable: true });
      else world.dispatch('GUILD_CREATE', guildCreateJson(world, guild));
    },
    addChannel(guildId, spec) {
      world.dispatch('CHANNEL_CREATE', channelJson(world, putChannel(world, guildBy(world, guildId), spec)));
    },
    addDirectMessages: (id, userId) => void putDirectMessages(world, id, userId),
    setRole(guildId, spec) {
      const guild = guildBy(world, guildId);
      const isKnown = guild.roles.some(({ id }) => id === spec.id);
      guild.roles = [...guild.roles.filter(({ id }) => id !== spec.id), makeRole(spec)];
      const role = roleJson(guild, world).find(({ id }) => id === spec.id);
      world.dispatch(isKnown ? 'GUILD_ROLE_UPDATE' : 'GUILD_ROLE_CREATE', { guild_id: guildId, role });
    },
    deleteRole(guildId, roleId) {
      const guild = guildBy(world, guildId);
      guild.roles = guild.roles.filter(({ id }) => id !== roleId);
      world.dispatch('GUILD_ROLE_DELETE', { guild_id: guildId, role_id: roleId });
    },
    deleteChannel: (id) => dropChannel(world, channelOf(world, id)),
    setType(id, type) {
      const channel = channelOf(world, id);
      channel.type = type;
      world.dispatch('CHANNEL_UPDATE', channelJson(world, channel));
    },
    setMissing(id, names, isSilent = false) {
      const channel = channelOf(world, id);
      if (channel.thread) throw new Error('Threads have the permissions of their channel: set them there');
      channel.overwrites = overwritesFor(world, names);
      if (!isSilent) world.dispatch('CHANNEL_UPDATE', channelJson(world, channel));
    },
    setAllowed(id, names) {
      const channel = channelOf(world, id);
      channel.overwrites = [{ id: world.botId, type: 1, allow: toBits(names), deny: 0n }];
      world.dispatch('CHANNEL_UPDATE', channelJson(world, channel));
    },
    deleteMessage(channelId, messageId) {
      const { channel, message } = find(channelId, messageId);
      removeMessage(world, channel, message);
    },
    suppressEmbeds(channelId, messageId) {
      const { message } = find(channelId, messageId);
      message.flags |= suppressEmbeds;
      world.dispatch('MESSAGE_UPDATE', messageJson(world, message));
    },
    forgetNonces() {
      world.nonces.length = 0;
    },
    timeOut(id, until, isSilent = false) {
      const guild = guildBy(world, id);
      guild.timedOutUntil = until;
      const member = { guild_id: id, ...memberJson(world, guild, world.botId) };
      if (!isSilent) world.dispatch('GUILD_MEMBER_UPDATE', member);
    },
    ...createThreadControl(world, channelOf),
    closeDirectMessages(userId, isClosed = true) {
      if (isClosed) world.closedDirectMessages.add(userId);
      else world.closedDirectMessages.delete(userId);
    },
    directMessages: (userId) =>
      [...world.channels.values()]
        .filter(({ guildId, name }) => guildId === null && name === userId)
        .flatMap(({ messages }) => [...messages.values()].map((message) => messageJson(world, message))),
    lockThread: (id, locked = true) => setThread(world, channelOf(world, id), { locked }),
    archiveThread: (id, archived = true) => setThread(world, channelOf(world, id), { archived }),
    say(channelId, userId, content) {
      return createMessage(
        world,
        channelOf(world, channelId),
        { content },
        { authorId: assertSnowflake(userId) },
      ).id;
    },
    react(channelId, messageId, userId, emoji, { burst = false } = {}) {
      const { channel, message } = find(channelId, messageId);
      addReaction(world, channel, message, { userId: assertSnowflake(userId), emoji: emojiOf(emoji), burst });
    },
    unreact(channelId, messageId, userId, emoji, { burst = false } = {}) {
      const { channel, message } = find(channelId, messageId);
      removeReaction(world, channel, message, { userId, emoji: emojiOf(emoji), burst });
    },
    clearReactions(channelId, messageId, emoji) {
      const { channel, message } = find(channelId, messageId);
      clearReactions(world, channel, message, emoji === undefined ? undefined : emojiOf(emoji));
    },
    current: (channelId, messageId) =>
      find(channelId, messageId).message.reactions.map(({ emoji, normal, burst }) => ({
        emoji: emoji.id ? `${emoji.name}:${emoji.id}` : emoji.name,
        users: [...new Set([...normal, ...burst])],
      })),
  };
}

function guildBy(world: World, id: string): Guild {
  const guild = world.guilds.get(id);
  if (!guild) throw new Error(`No guild ${id}`);
  return guild;
}

function channelOf(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel) throw new Error(`No channel ${id}`);
  return channel;
}

function locate(world: World, channelId: string, messageId: string): { channel: Channel; message: Message } {
  const channel = channelOf(world, channelId);
  const message = channel.messages.get(messageId);
  if (!message) throw new Error(`No message ${messageId} in channel ${channelId}`);
  return { channel, message };
}

function emojiOf(text: string) {
  const emoji = parseEmoji(text);
  if (!emoji) throw new Error(`No emoji: "${text}"`);
  return emoji;
}

/** Deletes a channel and its threads, or one thread. Sends a single gateway event, for `channel`. */
export function dropChannel(world: World, channel: Channel): void {
  const guild = guildOf(world, channel);
  const json = channelJson(world, channel);
  for (const one of [...guild.channels.values()].filter(
    ({ parentId, id }) => id === channel.id || parentId === channel.id,
  )) {
    guild.channels.delete(one.id);
    world.channels.delete(one.id);
  }
  const { id, type, guild_id, parent_id } = json;
  if (channel.thread) world.dispatch('THREAD_DELETE', { id, type, guild_id, parent_id });
  else world.dispatch('CHANNEL_DELETE', json);
}
