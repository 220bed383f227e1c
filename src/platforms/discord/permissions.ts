import {
  type APIGuildMember,
  type APIOverwrite,
  type APIRole,
  OverwriteType,
  PermissionFlagsBits,
  PermissionsBitField,
} from 'discord.js';
import type { Settings } from '../../domain/subscription/subscription.ts';
import { discordWording } from '../../i18n/ko/discord.ts';

type Needed = keyof typeof discordWording.permissions;

const ALWAYS = [
  'ViewChannel',
  'EmbedLinks',
  'AddReactions',
  'ReadMessageHistory',
] as const satisfies Needed[];
/** All that any layout needs: what the invite link asks for. */
export const ALL_NEEDED: readonly Needed[] = [
  ...ALWAYS,
  'SendMessages',
  'SendMessagesInThreads',
  'CreatePublicThreads',
];

/** What the bot needs to post in a channel, or in a thread that is a place of its own. */
export function neededPermissions(layout: Settings['layout'], isThread: boolean): readonly Needed[] {
  if (isThread) return [...ALWAYS, 'SendMessagesInThreads'];
  return layout === 'thread' ? ALL_NEEDED : [...ALWAYS, 'SendMessages'];
}

/** Those of the needed permissions that are not in `held`, by their Korean names. */
export function missingNames(needed: readonly Needed[], held: bigint): string[] {
  return new PermissionsBitField(held)
    .missing([...needed])
    .map((name) => discordWording.permissions[name as Needed]);
}

export interface Membership {
  readonly guildId: string;
  readonly member: Pick<APIGuildMember, 'roles'> & { readonly id: string };
  readonly roles: readonly Pick<APIRole, 'id' | 'permissions'>[];
  /** The channel, or a thread's parent. */
  readonly channel: { readonly permission_overwrites?: readonly APIOverwrite[] };
}

/** What a member may do in a channel (topics/permissions, "Permission Overwrites"). */
export function permissionsIn({ guildId, member, roles, channel }: Membership): bigint {
  const own = roles.filter(({ id }) => id === guildId || member.roles.includes(id));
  const base = own.reduce((bits, { permissions }) => bits | BigInt(permissions), 0n);
  if (base & PermissionFlagsBits.Administrator) return PermissionsBitField.All;
  const overwrites = channel.permission_overwrites ?? [];
  const everyone = overwrites.filter(({ id }) => id === guildId);
  const ofRoles = overwrites.filter(
    ({ id, type }) => type === OverwriteType.Role && member.roles.includes(id),
  );
  const ofMember = overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === member.id);
  // Of each group denials first, then grants; the more special group has the last word.
  return [everyone, ofRoles, ofMember].reduce((bits, group) => {
    const deny = group.reduce((all, it) => all | BigInt(it.deny), 0n);
    const allow = group.reduce((all, it) => all | BigInt(it.allow), 0n);
    return (bits & ~deny) | allow;
  }, base);
}
