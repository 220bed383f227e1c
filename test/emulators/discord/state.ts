import { ChannelType } from 'discord.js';
import { assertSnowflake, createIds } from './ids.ts';
import { everyonePermissions, toBits, usualPermissions } from './permissions.ts';

export interface Overwrite {
  readonly id: string;
  /** 0 for a role, 1 for a member. */
  readonly type: 0 | 1;
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  permissions: bigint;
  readonly position: number;
  readonly isBotRole: boolean;
  /** True if anybody can mention the role. */
  readonly mentionable: boolean;
}

export interface RoleSpec {
  readonly id: string;
  readonly name?: string;
  readonly mentionable?: boolean;
}

/** A tag of a forum; only moderators can give a post a moderated one. */
export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly moderated: boolean;
}

export interface Thread {
  readonly createdAt: number;
  readonly ownerId: string;
  autoArchiveMinutes: number;
  archived: boolean;
  locked: boolean;
  archiveChangedAt: number;
  /** The ids of the tags of a post. */
  appliedTags: string[];
  /** The members' ids. Only members and moderators can see a private thread. */
  readonly members: Set<string>;
}

export interface Reaction {
  readonly emoji: { readonly id: string | null; readonly name: string };
  /** The ids of the users with a normal reaction. */
  readonly normal: Set<string>;
  /** The ids of the users with a super reaction. A user can have both kinds. */
  readonly burst: Set<string>;
}

export interface Message {
  readonly id: string;
  readonly channelId: string;
  readonly authorId: string;
  readonly at: number;
  /** The message type (discord-api-docs: resources/message.mdx, Message Types). */
  type: number;
  content: string;
  embeds: object[];
  components: object[];
  attachments: object[];
  flags: number;
  tts: boolean;
  mentions: string[];
  mentionsEveryone: boolean;
  /** The ids of the roles whose members are notified. */
  mentionRoles: string[];
  editedAt?: number;
  nonce?: string | number;
  replyTo?: string;
  threadId?: string;
  /** For responses to interactions: the `interaction_metadata`. */
  interaction?: object;
  reactions: Reaction[];
}

export interface Channel {
  readonly id: string;
  /** Null for direct messages, which belong to no guild. */
  readonly guildId: string | null;
  name: string;
  type: ChannelType;
  topic: string | null;
  position: number;
  parentId: string | null;
  overwrites: Overwrite[];
  thread?: Thread;
  /** The messages by id, oldest first. */
  readonly messages: Map<string, Message>;
  lastMessageId: string | null;
  /** The tags of a forum or media channel. */
  tags?: Tag[];
  flags?: number;
}

export interface Guild {
  readonly id: string;
  name: string;
  readonly ownerId: string;
  /** The guild's language: `guild_locale` in interactions. */
  locale: string;
  roles: Role[];
  readonly botRoleId: string;
  readonly channels: Map<string, Channel>;
  /** False after the bot has been kicked. */
  hasBot: boolean;
  isUnavailable: boolean;
  joinedAt: number;
  /** The end of the bot's timeout, in ms since the epoch; null if it has none. It can be in the past. */
  timedOutUntil: number | null;
}

export interface TagSpec {
  readonly name: string;
  readonly moderated?: boolean;
}

export interface ChannelSpec {
  /** A snowflake of 17 to 19 digits. */
  readonly id: string;
  readonly name?: string;
  /** The channel type; default 0 (a text channel). */
  readonly type?: number;
  readonly parentId?: string;
  /** The names of the permissions that the bot lacks here, such as 'EmbedLinks'. */
  readonly missing?: readonly string[];
  /** For a forum or media channel: the tags that its posts can have. */
  readonly tags?: readonly TagSpec[];
  /** True if each post of a forum needs a tag. */
  readonly requiresTag?: boolean;
}

export interface GuildSpec {
  /** A snowflake of 17 to 19 digits. */
  readonly id: string;
  readonly name?: string;
  readonly ownerId?: string;
  /** Default: 'en-US', as for guilds without the Community feature. */
  readonly locale?: string;
  /** The bot's permissions in the whole guild. */
  readonly permissions?: readonly string[];
  readonly roles?: readonly RoleSpec[];
  readonly channels: readonly ChannelSpec[];
}

export interface Nonce {
  readonly nonce: string;
  readonly authorId: string;
  readonly channelId: string;
  readonly messageId: string;
  readonly at: number;
}

/** The emulator's entire state. */
export interface World {
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly guilds: Map<string, Guild>;
  readonly channels: Map<string, Channel>;
  readonly userNames: Map<string, string>;
  readonly nonces: Nonce[];
  /** The ids of people who accept no direct messages from the bot. */
  readonly closedDirectMessages: Set<string>;
  /** Returns true for text that AutoMod blocks in the bot's messages. */
  autoMod?: ((content: string) => boolean) | undefined;
  now(): number;
  newId(): string;
  /** Sends an event to the gateway sessions, unless Discord would hide the event from the bot. */
  dispatch(event: string, data: object): void;
}

export function createWorld(options: {
  token: string;
  now: () => number;
  dispatch: World['dispatch'];
}): World {
  const newId = createIds(options.now);
  return {
    ...options,
    newId,
    // The application and its bot user have different ids, as for applications from before 2017, to expose code that
    // confuses the two ids.
    applicationId: '1100000000000000001',
    botId: '1100000000000000002',
    guilds: new Map(),
    channels: new Map(),
    userNames: new Map(),
    nonces: [],
    closedDirectMessages: new Set(),
  };
}

const ownerId = '1000000000000000009';

/** Adds a guild without sending gateway events. */
export function putGuild(world: World, spec: GuildSpec): Guild {
  const botBits = toBits(spec.permissions ?? usualPermissions);
  // @everyone must not grant permissions that the bot should not have.
  const everyoneBits = toBits(everyonePermissions) & (spec.permissions ? botBits : ~0n);
  const everyone = { permissions: everyoneBits, position: 0, isBotRole: false, mentionable: false };
  const bot = { permissions: botBits, position: 1, isBotRole: true, mentionable: false };
  const botRoleId = world.newId();
  const guild: Guild = {
    id: assertSnowflake(spec.id),
    name: spec.name ?? 'Papers',
    ownerId: spec.ownerId ?? ownerId,
    locale: spec.locale ?? 'en-US',
    // The role @everyone has the same id as its guild (discord-api-docs: topics/permissions.mdx).
    roles: [
      { id: spec.id, name: '@everyone', ...everyone },
      { id: botRoleId, name: 'Paperboy', ...bot },
      ...(spec.roles ?? []).map(makeRole),
    ],
    botRoleId,
    channels: new Map(),
    hasBot: true,
    isUnavailable: false,
    joinedAt: world.now(),
    timedOutUntil: null,
  };
  world.guilds.set(guild.id, guild);
  for (const channel of spec.channels) putChannel(world, guild, channel);
  return guild;
}

export const makeRole = ({ id, name = 'readers', mentionable = true }: RoleSpec): Role => ({
  ...{ id: assertSnowflake(id), name, mentionable },
  ...{ permissions: 0n, position: 1, isBotRole: false },
});

/** Adds a channel to a guild without sending gateway events. */
export function putChannel(world: World, guild: Guild, spec: ChannelSpec): Channel {
  const channel: Channel = {
    id: assertSnowflake(spec.id),
    guildId: guild.id,
    name: spec.name ?? 'general',
    type: spec.type ?? ChannelType.GuildText,
    topic: null,
    position: guild.channels.size,
    parentId: spec.parentId ?? null,
    overwrites: overwritesFor(world, spec.missing ?? []),
    messages: new Map(),
    lastMessageId: null,
    tags: (spec.tags ?? []).map((tag) => makeTag(world.newId(), tag)),
    flags: spec.requiresTag ? REQUIRE_TAG : 0,
  };
  guild.channels.set(channel.id, channel);
  world.channels.set(channel.id, channel);
  return channel;
}

/** Adds the direct messages between the bot and a person, without sending gateway events. */
export function putDirectMessages(world: World, id: string, personId: string): Channel {
  const channel: Channel = {
    id: assertSnowflake(id),
    guildId: null,
    name: personId,
    type: ChannelType.DM,
    topic: null,
    position: 0,
    parentId: null,
    overwrites: [],
    messages: new Map(),
    lastMessageId: null,
  };
  world.channels.set(channel.id, channel);
  return channel;
}

/** The channel flag REQUIRE_TAG (discord-api-docs: resources/channel.mdx, Channel Flags). */
export const REQUIRE_TAG = 1 << 4;

export const makeTag = (id: string, { name, moderated = false }: TagSpec): Tag => ({ id, name, moderated });

/** Returns the permission overwrites that deny the bot these permissions in a channel. */
export const overwritesFor = (world: World, missing: readonly string[]): Overwrite[] =>
  missing.length === 0 ? [] : [{ id: world.botId, type: 1, allow: 0n, deny: toBits(missing) }];

/** Returns the guild of a channel. Throws for direct messages; guilds are never removed from `world.guilds`. */
export function guildOf(world: World, channel: Channel): Guild {
  const guild = world.guilds.get(channel.guildId ?? '');
  if (!guild) throw new Error(`Channel ${channel.id} has no guild`);
  return guild;
}

export const botRoles = (guild: Guild): string[] => [guild.botRoleId];
