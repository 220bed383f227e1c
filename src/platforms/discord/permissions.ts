import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  OverwriteType,
  PermissionFlagsBits,
  PermissionsBitField,
  Routes,
} from 'discord.js';
import type { Settings } from '../../domain/subscription/subscription.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import type { DiscordCall } from './api/call.ts';

type Permission = keyof typeof discordWording.permissions;

const ALWAYS_NEEDED = [
  'ViewChannel',
  'EmbedLinks',
  'AddReactions',
  'ReadMessageHistory',
] as const satisfies Permission[];
/** All permissions that any layout needs: the invite link requests these. */
export const ALL_NEEDED: readonly Permission[] = [
  ...ALWAYS_NEEDED,
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
];

/** Returns the permissions that the bot needs to post in a channel, or in a thread that is itself a place. */
export function neededPermissions(layout: Settings['layout'], isThread: boolean): readonly Permission[] {
  if (isThread) return [...ALWAYS_NEEDED, 'SendMessagesInThreads'];
  return layout === 'thread' ? ALL_NEEDED : [...ALWAYS_NEEDED, 'SendMessages'];
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

/**
 * Reads the bot's permissions in a channel over REST. This takes up to five requests, so use it only after a failed
 * request or for a channel that looks empty.
 */
export interface PermissionReader {
  /** Returns the Korean names of the permissions that the bot lacks in a channel. */
  missing(channelId: string, layout: Settings['layout']): Promise<string[]>;
  /**
   * Returns true if the bot can read the channel's history. If it cannot, the channel looks empty (resources/message,
   * "Get Channel Messages").
   */
  canReadHistory(channelId: string): Promise<boolean>;
}

/** @param findSelf returns the bot's user id */
export function createPermissionReader(call: DiscordCall, findSelf: () => Promise<string>): PermissionReader {
  interface Channel {
    readonly guild_id: string;
    readonly parent_id?: string;
    readonly thread_metadata?: object;
    readonly permission_overwrites?: readonly APIOverwrite[];
  }

  async function readGranted(channelId: string): Promise<{ granted: bigint; isThread: boolean }> {
    const own = (await call('GET', Routes.channel(channelId))) as Channel;
    const isThread = own.thread_metadata !== undefined;
    // A thread inherits its parent channel's overwrites.
    const channel =
      isThread && own.parent_id ? ((await call('GET', Routes.channel(own.parent_id))) as Channel) : own;
    const id = await findSelf();
    const member = (await call('GET', Routes.guildMember(own.guild_id, id))) as { roles: string[] };
    const roles = (await call('GET', Routes.guildRoles(own.guild_id))) as APIRole[];
    const granted = permissionsIn({
      guildId: own.guild_id,
      member: { id, roles: member.roles },
      roles,
      channel,
    });
    return { granted, isThread };
  }

  return {
    async missing(channelId, layout) {
      const { granted, isThread } = await readGranted(channelId);
      return missingNames(neededPermissions(layout, isThread), granted);
    },
    async canReadHistory(channelId) {
      const { granted } = await readGranted(channelId);
      return (granted & PermissionFlagsBits.ReadMessageHistory) !== 0n;
    },
  };
}
