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
import { allows, type PermissionName } from './permissions.ts';
import { type Channel, type Guild, guildOf, type Message, type World } from './state.ts';

/** The channel, if the bot can see it and has the permissions there; throws Discord's error otherwise. */
export function accessChannel(world: World, id: string, ...needs: readonly PermissionName[]): Channel {
  const channel = world.channels.get(id);
  if (!channel) throw unknownChannel();
  if (!guildOf(world, channel).hasBot) throw missingAccess(true);
  const bits = botPermissionsIn(world, channel);
  // A hidden channel gives 50001, a missing permission in a visible one 50013.
  if (!allows(bits, 'ViewChannel')) throw missingAccess();
  for (const need of needs) if (!allows(bits, need)) throw missingPermissions();
  return channel;
}

/** The guild, if the bot is in it. */
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

/** Sends and changes in a locked thread need MANAGE_THREADS: topics/threads.mdx. */
export function assertUnlocked(world: World, { thread, ...channel }: Channel): void {
  if (thread?.locked && !allows(botPermissionsIn(world, { thread, ...channel }), 'ManageThreads'))
    throw thread.archived ? archivedThread() : lockedThread();
}

/** Edits and reactions fail in an archived thread (50083); only a new message reopens it. */
export function assertOpen(channel: Channel): void {
  if (channel.thread?.archived) throw archivedThread();
}
