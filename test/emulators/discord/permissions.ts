import { PermissionFlagsBits } from 'discord.js';
import type { Channel, Guild } from './state.ts';

export type PermissionName = keyof typeof PermissionFlagsBits;

/** The permissions that a bot is usually invited with. */
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
];

/** Roughly the permissions of @everyone in a new guild. */
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
];

const every = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

/** The flags as a bitset; throws for a name that discord-api-types does not know. */
export function toBits(names: readonly string[]): bigint {
  return names.reduce((bits, name) => {
    const bit = PermissionFlagsBits[name as PermissionName];
    if (bit === undefined) throw new Error(`No such permission: ${name}`);
    return bits | bit;
  }, 0n);
}

/** Permissions in a channel of a member with these roles: topics/permissions.mdx (Permission Overwrites). */
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

/** Permissions that have no effect without another one: topics/permissions.mdx (Implicit Permissions). */
function withoutImplied(bits: bigint, channel: Channel): bigint {
  const flags = PermissionFlagsBits;
  if (!(bits & flags.ViewChannel)) return 0n;
  const isMute = channel.thread ? !(bits & flags.SendMessagesInThreads) : !(bits & flags.SendMessages);
  return isMute
    ? bits & ~(flags.EmbedLinks | flags.AttachFiles | flags.MentionEveryone | flags.SendTTSMessages)
    : bits;
}

/** True if the bitset has the flag. */
export const allows = (bits: bigint, name: PermissionName): boolean =>
  (bits & PermissionFlagsBits[name]) === PermissionFlagsBits[name];
