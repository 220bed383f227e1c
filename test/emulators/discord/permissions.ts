import { ChannelType, PermissionFlagsBits } from 'discord.js';
import type { Channel, Guild } from './state.ts';

export type PermissionName = keyof typeof PermissionFlagsBits;

/** The permissions with which a bot is usually invited. */
export const usualPermissions: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'UseExternalEmojis',
  'UseApplicationCommands',
  'Connect',
];

/** Approximately the permissions of @everyone in a new guild. */
export const everyonePermissions: readonly PermissionName[] = [
  'ViewChannel',
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'EmbedLinks',
  'AttachFiles',
  'ReadMessageHistory',
  'AddReactions',
  'UseApplicationCommands',
  'Connect',
];

/** The channel types that are seen in full only with CONNECT. */
export const voiceTypes: readonly ChannelType[] = [ChannelType.GuildVoice, ChannelType.GuildStageVoice];

const every = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** The bot's permissions in direct messages; there, Discord checks none of those that guilds can deny. */
export const directPermissions: readonly PermissionName[] = usualPermissions;

/** Converts permission names to a bitset; throws for a name that discord.js does not define. */
export function toBits(names: readonly string[]): bigint {
  return names.reduce((bits, name) => {
    const bit = PermissionFlagsBits[name as PermissionName];
    if (bit === undefined) throw new Error(`No such permission: ${name}`);
    return bits | bit;
  }, 0n);
}

/**
 * Returns the permissions that a member with these roles has in a channel (discord-api-docs: topics/permissions.mdx,
 * Permission Overwrites).
 */
export function permissionsIn(
  guild: Guild,
  channel: Channel,
  memberId: string,
  roleIds: readonly string[],
): bigint {
  if (memberId === guild.ownerId) return every;
  const place = channel.thread ? (guild.channels.get(channel.parentId ?? '') ?? channel) : channel;
  const mine = [guild.id, ...roleIds];
  let bits = guild.roles
    .filter(({ id }) => mine.includes(id))
    .reduce((all, role) => all | role.permissions, 0n);
  if (bits & PermissionFlagsBits.Administrator) return every;
  const everyone = place.overwrites.filter(({ id }) => id === guild.id);
  const roles = place.overwrites.filter(({ id }) => roleIds.includes(id));
  const member = place.overwrites.filter(({ id }) => id === memberId);
  for (const layer of [everyone, roles, member]) {
    for (const { deny } of layer) bits &= ~deny;
    for (const { allow } of layer) bits |= allow;
  }
  return withoutImplied(bits, channel);
}

/**
 * Removes the permissions that have no effect because another permission is missing (discord-api-docs:
 * topics/permissions.mdx, Implicit Permissions).
 */
function withoutImplied(bits: bigint, channel: Channel): bigint {
  const flags = PermissionFlagsBits;
  if (!(bits & flags.ViewChannel)) return 0n;
  // "For voice and stage channels, denying the CONNECT permission also implicitly denies other permissions".
  if (voiceTypes.includes(channel.type) && !(bits & flags.Connect)) return flags.ViewChannel;
  const isMute = channel.thread ? !(bits & flags.SendMessagesInThreads) : !(bits & flags.SendMessages);
  return isMute
    ? bits & ~(flags.EmbedLinks | flags.AttachFiles | flags.MentionEveryone | flags.SendTTSMessages)
    : bits;
}

/** Returns true if the bitset contains the permission. */
export const allows = (bits: bigint, name: PermissionName): boolean =>
  (bits & PermissionFlagsBits[name]) === PermissionFlagsBits[name];
