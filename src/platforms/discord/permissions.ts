import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  ChannelType,
  OverwriteType,
  PermissionFlagsBits,
  PermissionsBitField,
} from 'discord.js';
import type { Settings } from '../../domain/subscription/settings.ts';
import { discordWording } from '../../i18n/ko/discord.ts';

/** The types of channels that have posts only: each post is a thread (resources/channel, "Channel Types"). */
export const POST_TYPES: readonly ChannelType[] = [ChannelType.GuildForum, ChannelType.GuildMedia];

type Permission = keyof typeof discordWording.permissions;

const ALWAYS_NEEDED = [
  'ViewChannel',
  'EmbedLinks',
  'AddReactions',
  'ReadMessageHistory',
] as const satisfies Permission[];
/** All permissions that any layout and any kind of channel need: the invite link requests these. */
export const ALL_NEEDED: readonly Permission[] = [
  ...ALWAYS_NEEDED,
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
  'Connect',
];

const THREADS: readonly ChannelType[] = [
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
];
const VOICE_CHANNELS: readonly ChannelType[] = [ChannelType.GuildVoice, ChannelType.GuildStageVoice];

/** Returns the permissions that the bot needs to post in a channel, or in a thread that is itself a place. */
export function neededPermissions(layout: Settings['layout'], type: ChannelType): readonly Permission[] {
  if (THREADS.includes(type)) return [...ALWAYS_NEEDED, 'SendMessagesInThreads'];
  if (POST_TYPES.includes(type)) return [...ALWAYS_NEEDED, 'SendMessages', 'SendMessagesInThreads'];
  const inChannel: readonly Permission[] = [...ALWAYS_NEEDED, 'SendMessages'];
  // The text of a voice or stage channel is out of reach without Connect (resources/message, "Get Channel Messages").
  if (VOICE_CHANNELS.includes(type)) return [...inChannel, 'Connect'];
  return layout === 'thread' ? [...inChannel, 'SendMessagesInThreads', 'CreatePublicThreads'] : inChannel;
}

/** Returns the Korean names of the needed permissions that are missing. */
export function missingNames(needed: readonly Permission[], granted: bigint): string[] {
  return new PermissionsBitField(granted)
    .missing([...needed])
    .map((name) => discordWording.permissions[name as Permission]);
}

export interface Membership {
  readonly guildId: string;
  readonly member: Pick<APIGuildMember, 'roles'> & { readonly id: string };
  readonly roles: readonly Pick<APIRole, 'id' | 'permissions'>[];
  /** The channel; for a thread, its parent channel. */
  readonly channel: { readonly permission_overwrites?: readonly APIOverwrite[] };
}

/** Computes a member's permissions in a channel, as a bit field (topics/permissions, "Permission Overwrites"). */
export function permissionsIn({ guildId, member, roles, channel }: Membership): bigint {
  const own = roles.filter(({ id }) => id === guildId || member.roles.includes(id));
  const base = own.reduce((bits, { permissions }) => bits | BigInt(permissions), 0n);
  if (base & PermissionFlagsBits.Administrator) return PermissionsBitField.All;
  const overwrites = channel.permission_overwrites ?? [];
  const ofEveryone = overwrites.filter(({ id }) => id === guildId);
  const ofRoles = overwrites.filter(
    ({ id, type }) => type === OverwriteType.Role && member.roles.includes(id),
  );
  const ofMember = overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === member.id);
  // Within a group, grants override denials; each group overrides the less specific one before it.
  return [ofEveryone, ofRoles, ofMember].reduce((bits, group) => {
    const deny = group.reduce((all, it) => all | BigInt(it.deny), 0n);
    const allow = group.reduce((all, it) => all | BigInt(it.allow), 0n);
    return (bits & ~deny) | allow;
  }, base);
}
