import { ChannelType } from 'discord.js';
import {
  archivedThread,
  lockedThread,
  missingAccess,
  missingPermissions,
  notTextChannel,
  unknownChannel,
  unknownGuild,
  unknownMessage,
} from './errors.ts';
import { botPermissionsIn } from './json.ts';
import { allows, type PermissionName, voiceTypes } from './permissions.ts';
import { type Channel, type Guild, guildOf, type Message, type World } from './state.ts';

/**
 * Returns the channel if the bot can see it and has the needed permissions there; otherwise throws Discord's error.
 */
export function accessChannel(world: World, id: string, ...needs: readonly PermissionName[]): Channel {
  const channel = seeChannel(world, id);
  const bits = botPermissionsIn(world, channel);
  // Without CONNECT, the text in a voice channel is out of reach (discord/discord-api-docs#5111).
  if (voiceTypes.includes(channel.type) && !allows(bits, 'Connect')) throw missingAccess();
  for (const need of needs) if (!allows(bits, need)) throw missingPermissions();
  return channel;
}

/** Returns the channel if the bot can see that it exists; otherwise throws Discord's error. */
export function seeChannel(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel) throw unknownChannel();
  if (channel.guildId !== null && !guildOf(world, channel).hasBot) throw missingAccess(true);
  // Discord returns 50001 for a hidden channel, and 50013 for a missing permission in a visible channel.
  if (!isSeen(world, channel)) throw missingAccess();
  return channel;
}

/**
 * Returns true if the bot can see a channel. Private threads are only for their members and for moderators
 * (discord-api-docs: topics/threads.mdx, Permissions).
 */
export function isSeen(world: World, channel: Channel): boolean {
  const bits = botPermissionsIn(world, channel);
  if (!allows(bits, 'ViewChannel')) return false;
  return (
    channel.type !== ChannelType.PrivateThread ||
    channel.thread?.members.has(world.botId) === true ||
    allows(bits, 'ManageThreads')
  );
}

/** Returns the guild if the bot is in it; otherwise throws 10004. */
export function accessGuild(world: World, id: string): Guild {
  const guild = world.guilds.get(id);
  if (!guild?.hasBot) throw unknownGuild();
  return guild;
}

export function messageIn(channel: Channel, id: string): Message {
  const message = channel.messages.get(id);
  if (!message) throw unknownMessage();
  return message;
}

const textTypes: readonly ChannelType[] = [
  ChannelType.GuildText,
  ChannelType.DM,
  ChannelType.GuildVoice,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildStageVoice,
];

export function assertText(channel: Channel): void {
  if (!textTypes.includes(channel.type)) throw notTextChannel();
}

/**
 * Throws if the channel is a locked thread, unless the bot has MANAGE_THREADS (discord-api-docs: topics/threads.mdx).
 */
export function assertUnlocked(world: World, { thread, ...channel }: Channel): void {
  if (thread?.locked && !allows(botPermissionsIn(world, { thread, ...channel }), 'ManageThreads'))
    throw thread.archived ? archivedThread() : lockedThread();
}

/**
 * Throws 50083 if the channel is an archived thread. Edits and reactions, unlike new messages, do not reopen a
 * thread.
 */
export function assertOpen(channel: Channel): void {
  if (channel.thread?.archived) throw archivedThread();
}
