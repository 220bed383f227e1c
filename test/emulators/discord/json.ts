import { type APIMessage, ChannelType } from 'discord.js';
import { isForum, tagJson } from './forums.ts';
import { allows, directPermissions, permissionsIn, toBits } from './permissions.ts';
import {
  botRoles,
  type Channel,
  type Guild,
  guildOf,
  type Message,
  type Reaction,
  type Thread,
  type World,
} from './state.ts';

// These functions convert the state to Discord's JSON objects, with all mandatory fields (discord-api-docs:
// resources/).

const isoTime = (ms: number) => new Date(ms).toISOString().replace('Z', '000+00:00');

/** Returns a user object; any id but the bot's is treated as a person's. */
export function userJson(world: World, id: string) {
  const isBot = id === world.botId;
  return {
    id,
    username: isBot ? 'paperboy' : (world.userNames.get(id) ?? `user${id.slice(-4)}`),
    discriminator: isBot ? '0001' : '0',
    global_name: isBot ? null : (world.userNames.get(id) ?? `User ${id.slice(-4)}`),
    avatar: null,
    banner: null,
    accent_color: null,
    public_flags: 0,
    ...(isBot ? { bot: true } : {}),
  };
}

/** Returns a guild member without `user`, as in the field `member` of messages. */
export function partialMemberJson(world: World, guild: Guild, userId: string) {
  return {
    roles: userId === world.botId ? botRoles(guild) : [],
    joined_at: isoTime(guild.joinedAt),
    premium_since: null,
    nick: null,
    avatar: null,
    banner: null,
    communication_disabled_until:
      userId === world.botId && guild.timedOutUntil !== null ? isoTime(guild.timedOutUntil) : null,
    pending: false,
    deaf: false,
    mute: false,
    flags: 0,
  };
}

export const memberJson = (world: World, guild: Guild, userId: string) => ({
  user: userJson(world, userId),
  ...partialMemberJson(world, guild, userId),
});

export function roleJson(guild: Guild, world: World) {
  return guild.roles.map((role) => ({
    id: role.id,
    name: role.name,
    color: 0,
    colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
    hoist: false,
    icon: null,
    unicode_emoji: null,
    position: role.position,
    permissions: String(role.permissions),
    managed: role.isBotRole,
    mentionable: role.mentionable,
    flags: 0,
    ...(role.isBotRole ? { tags: { bot_id: world.botId } } : {}),
  }));
}

/**
 * Returns the fields of a gateway event that direct messages lack: `guild_id`, and those in `more`, such as `member`
 * (discord-api-docs: events/gateway-events.mdx, Message Create Extra Fields).
 */
export const guildFields = (
  world: World,
  channel: Channel,
  more: (guild: Guild) => object = () => ({}),
): object =>
  channel.guildId === null ? {} : { guild_id: channel.guildId, ...more(guildOf(world, channel)) };

/** Returns true for a post of a forum or media channel. */
const isInForum = (world: World, { parentId }: Channel): boolean => {
  const parent = world.channels.get(parentId ?? '');
  return parent !== undefined && isForum(parent);
};

/** Returns a channel of a guild. */
export function channelJson(world: World, channel: Channel) {
  const common = {
    id: channel.id,
    type: channel.type,
    guild_id: channel.guildId,
    name: channel.name,
    parent_id: channel.parentId,
    last_message_id: channel.lastMessageId,
    rate_limit_per_user: 0,
    flags: channel.flags ?? 0,
  };
  const { thread } = channel;
  if (thread) {
    const size = [...channel.messages.values()].filter(
      ({ id, type }) => type !== 21 && id !== channel.id,
    ).length;
    return {
      ...common,
      owner_id: thread.ownerId,
      // The count excludes the starter message (discord-api-docs: resources/channel.mdx, Channel Structure).
      message_count: size,
      member_count: thread.members.size,
      total_message_sent: size,
      thread_metadata: {
        archived: thread.archived,
        archive_timestamp: isoTime(thread.archiveChangedAt),
        auto_archive_duration: thread.autoArchiveMinutes,
        locked: thread.locked,
        create_timestamp: isoTime(thread.createdAt),
      },
      ...(isInForum(world, channel) ? { applied_tags: thread.appliedTags } : {}),
      ...(thread.members.has(world.botId)
        ? { member: threadMemberJson(channel.id, world.botId, thread) }
        : {}),
    };
  }
  return {
    ...common,
    topic: channel.topic,
    position: channel.position,
    nsfw: false,
    last_pin_timestamp: null,
    ...(isForum(channel)
      ? {
          available_tags: (channel.tags ?? []).map(tagJson),
          default_reaction_emoji: null,
          default_sort_order: null,
          default_forum_layout: 0,
        }
      : {}),
    permission_overwrites: channel.overwrites.map(({ allow, deny, ...rest }) => ({
      ...rest,
      allow: String(allow),
      deny: String(deny),
    })),
  };
}

/** Returns a thread member (discord-api-docs: resources/channel.mdx, Thread Member Object). */
export const threadMemberJson = (id: string, userId: string, { createdAt }: Pick<Thread, 'createdAt'>) => ({
  id,
  user_id: userId,
  join_timestamp: isoTime(createdAt),
  flags: 0,
});

/** Returns direct messages as a channel (discord-api-docs: resources/channel.mdx, Example DM Channel). */
export const directJson = (world: World, { id, type, name, lastMessageId }: Channel) => ({
  id,
  type,
  recipients: [userJson(world, name)],
  last_message_id: lastMessageId,
  flags: 0,
});

export function guildJson(world: World, guild: Guild) {
  return {
    id: guild.id,
    name: guild.name,
    icon: null,
    splash: null,
    discovery_splash: null,
    banner: null,
    description: null,
    owner_id: guild.ownerId,
    region: 'deprecated',
    afk_channel_id: null,
    afk_timeout: 300,
    verification_level: 0,
    default_message_notifications: 0,
    explicit_content_filter: 0,
    roles: roleJson(guild, world),
    emojis: [],
    stickers: [],
    features: [],
    mfa_level: 0,
    application_id: null,
    system_channel_id: null,
    system_channel_flags: 0,
    rules_channel_id: null,
    public_updates_channel_id: null,
    safety_alerts_channel_id: null,
    max_members: 500_000,
    vanity_url_code: null,
    premium_tier: 0,
    premium_subscription_count: 0,
    premium_progress_bar_enabled: false,
    preferred_locale: guild.locale,
    nsfw_level: 0,
    incidents_data: null,
  };
}

/** Returns the data of GUILD_CREATE (discord-api-docs: events/gateway-events.mdx, Guild Create Extra Fields). */
export function guildCreateJson(world: World, guild: Guild) {
  if (guild.isUnavailable) return { id: guild.id, unavailable: true };
  const channels = [...guild.channels.values()];
  const json = (list: Channel[]) => list.map((channel) => channelJson(world, channel));
  return {
    ...guildJson(world, guild),
    joined_at: isoTime(guild.joinedAt),
    large: false,
    unavailable: false,
    member_count: 2,
    voice_states: [],
    members: [memberJson(world, guild, world.botId)],
    channels: json(channels.filter(({ thread }) => !thread)),
    threads: json(
      channels.filter((channel) => channel.thread && !channel.thread.archived && isSynced(world, channel)),
    ),
    presences: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
}

function reactionJson(world: World, { emoji, normal, burst }: Reaction) {
  return {
    emoji,
    count: normal.size + burst.size,
    count_details: { normal: normal.size, burst: burst.size },
    burst_colors: [],
    me: normal.has(world.botId),
    me_burst: burst.has(world.botId),
    burst_me: burst.has(world.botId),
  };
}

/** The flag SUPPRESS_EMBEDS (discord-api-docs: resources/message.mdx, Message Flags). */
export const suppressEmbeds = 1 << 2;

/**
 * Returns a message as GET returns it. `withNonce` adds the nonce for MESSAGE_CREATE and for the response to Create
 * Message: Discord does not document that GET returns nonces.
 */
export function messageJson(
  world: World,
  message: Message,
  { withNonce = false, isTarget = false } = {},
): APIMessage {
  const channel = world.channels.get(message.channelId);
  const thread = message.threadId ? world.channels.get(message.threadId) : undefined;
  const { botId, applicationId } = world;
  // Without the intent MESSAGE_CONTENT, messages by others have no content, even over REST (discord-api-docs:
  // events/gateway.mdx), except the target of a message command.
  const isOwn = message.authorId === botId || isTarget;
  const json = {
    id: message.id,
    channel_id: message.channelId,
    author: userJson(world, message.authorId),
    content: isOwn ? message.content : '',
    timestamp: isoTime(message.at),
    edited_timestamp: message.editedAt === undefined ? null : isoTime(message.editedAt),
    tts: message.tts,
    mention_everyone: message.mentionsEveryone,
    mentions: message.mentions.map((id) => userJson(world, id)),
    mention_roles: message.mentionRoles,
    attachments: isOwn ? message.attachments : [],
    // GET does not return suppressed embeds (discord/discord-api-docs#1389).
    embeds: isOwn && !(message.flags & suppressEmbeds) ? message.embeds : [],
    components: isOwn ? message.components : [],
    pinned: false,
    type: message.type,
    flags: message.flags,
    ...(message.reactions.length > 0
      ? { reactions: message.reactions.map((reaction) => reactionJson(world, reaction)) }
      : {}),
    ...(thread ? { thread: channelJson(world, thread) } : {}),
    ...(channel && message.replyTo ? referenceJson(channel, message.type, message.replyTo) : {}),
    ...(message.interaction
      ? {
          webhook_id: applicationId,
          application_id: applicationId,
          interaction_metadata: message.interaction,
        }
      : {}),
    ...(withNonce && message.nonce !== undefined ? { nonce: message.nonce } : {}),
  };
  return structuredClone(json) as unknown as APIMessage;
}

/** Returns the `message_reference` of a reply (type 19) or a thread starter (type 21). */
function referenceJson(channel: Channel, type: number, messageId: string) {
  const channelId = type === 21 ? channel.parentId : channel.id;
  return {
    message_reference: {
      ...{ type: 0, message_id: messageId, channel_id: channelId },
      ...(channel.guildId === null ? {} : { guild_id: channel.guildId }),
    },
  };
}

/**
 * Returns the bot's permissions in a channel, as a bitset. A timeout leaves only VIEW_CHANNEL and READ_MESSAGE_HISTORY,
 * except to administrators (discord-api-docs: topics/permissions.mdx, Permissions for Timed Out Members).
 */
export const botPermissionsIn = (world: World, channel: Channel): bigint => {
  if (channel.guildId === null) return toBits(directPermissions);
  const guild = guildOf(world, channel);
  const bits = permissionsIn(guild, channel, world.botId, botRoles(guild));
  const isTimedOut = guild.timedOutUntil !== null && guild.timedOutUntil > world.now();
  return isTimedOut && !allows(bits, 'Administrator')
    ? bits & toBits(['ViewChannel', 'ReadMessageHistory'])
    : bits;
};

/** Returns true if the gateway tells the bot about a thread: a private one only if the bot is a member. */
export const isSynced = (world: World, { type, thread }: Channel): boolean =>
  type !== ChannelType.PrivateThread || thread === undefined || thread.members.has(world.botId);
