import { channelNotFound, SlackError } from './errors.ts';
import type { Fields } from './form.ts';
import { createTimestamps, newId } from './ids.ts';

/** The workspace's name, and its subdomain of slack.com. */
export const workspace = { name: 'Loopback', domain: 'loopback' };
/** The name of the workspace's Enterprise organisation, if it has one. */
export const enterpriseName = 'Loopback Inc';

/** A channel in the workspace, as a test specifies it. */
export interface ChannelSpec {
  /** An id that starts with C, or with G for old private channels. */
  readonly id: string;
  readonly name?: string;
  readonly isPrivate?: boolean;
  /** True (default) if the bot is in the channel. */
  readonly isMember?: boolean;
  readonly isArchived?: boolean;
  /** The creator's user id. */
  readonly creator?: string;
}

/** A user in the workspace. Every id that starts with U or W belongs to a user, by default a regular member. */
export interface UserSpec {
  readonly name?: string;
  readonly isAdmin?: boolean;
  readonly isOwner?: boolean;
  readonly isBot?: boolean;
  /** The user's team, if it is another one, with which the channel is shared (Slack Connect). */
  readonly teamId?: string;
  /** The `enterprise_user` of a user in an Enterprise organisation: docs.slack.dev/reference/objects/user-object. */
  readonly inEnterprise?: Fields;
  /** True if the account is deactivated. */
  readonly isDeleted?: boolean;
  /** Default: 'ko-KR'. */
  readonly locale?: string;
  readonly tz?: string;
}

/** A user group; `handle` is what members type after the @. */
export interface GroupSpec {
  readonly id: string;
  readonly handle: string;
  readonly isDisabled?: boolean;
}

export interface Reaction {
  readonly name: string;
  readonly users: string[];
}

export interface Message {
  readonly ts: string;
  readonly channelId: string;
  readonly userId: string;
  /** The ts of the parent, if the message is a reply. */
  readonly threadTs?: string;
  /** True for a reply that is also shown in the channel. */
  readonly isBroadcast?: boolean;
  /** True for what Slack shows instead of a deleted message that has replies. */
  readonly isTombstone?: boolean;
  /** The user groups whose members the message notifies, by id. */
  readonly pings?: readonly string[];
  /** The only user who sees the message, if it is ephemeral. */
  readonly visibleTo?: string;
  text: string;
  blocks: readonly Fields[];
  metadata?: Fields | undefined;
  edited?: { readonly user: string; readonly ts: string };
  readonly reactions: Reaction[];
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly isPrivate: boolean;
  readonly creator: string;
  readonly createdAt: number;
  isMember: boolean;
  isArchived: boolean;
  /** The error for posts, while posting is restricted. */
  restriction: string | undefined;
  /** Further properties of the channel, as conversations.info returns them. */
  more: Fields;
  readonly members: Set<string>;
  /** Top-level messages and replies by ts, oldest first. */
  readonly messages: Map<string, Message>;
  /** The ts of deleted messages of which nothing is left. */
  readonly deleted: Set<string>;
  readonly ephemerals: Message[];
}

export interface World {
  readonly teamId: string;
  /** Undefined if the team belongs to no Enterprise organisation. */
  enterpriseId: string | undefined;
  readonly botToken: string;
  readonly appToken: string;
  readonly signingSecret: string;
  readonly botUserId: string;
  readonly botId: string;
  readonly appId: string;
  /** Scopes of the bot token. */
  readonly scopes: Set<string>;
  /** Event types that the app subscribes to; `message.channels` and `message.groups` for messages. */
  readonly events: Set<string>;
  readonly channels: Map<string, Channel>;
  /** False if the app's Messages tab is off, so that the app cannot send direct messages. */
  hasMessagesTab: boolean;
  /** Ids of deleted channels. */
  readonly gone: Set<string>;
  readonly users: Map<string, UserSpec>;
  /** User groups by id. */
  readonly groups: Map<string, GroupSpec>;
  /** The error for calls with the bot token; undefined while the token is valid. */
  tokenError: 'account_inactive' | 'token_revoked' | 'token_expired' | undefined;
  brokenImage: ((url: string) => boolean) | undefined;
  /** The server's clock, in ms since the epoch. */
  now(): number;
  newTs(): string;
  /** Sends an event to the app if the app subscribes to the event and can see the channel. */
  emit(event: Fields & { type: string }, channel?: Channel): void;
}

export function createWorld(
  parts: Pick<
    World,
    'teamId' | 'enterpriseId' | 'botToken' | 'appToken' | 'signingSecret' | 'scopes' | 'events' | 'now'
  > & {
    emit: World['emit'];
  },
): World {
  return {
    botUserId: 'UPAPERBOY',
    botId: 'BPAPERBOY',
    appId: 'APAPERBOY',
    channels: new Map(),
    hasMessagesTab: true,
    gone: new Set(),
    users: new Map(),
    groups: new Map(),
    tokenError: undefined,
    brokenImage: undefined,
    newTs: createTimestamps(parts.now),
    ...parts,
  };
}

/** Adds or replaces a channel. */
export function putChannel(world: World, spec: ChannelSpec): Channel {
  if (!/^[CG][A-Z0-9]{2,}$/.test(spec.id)) throw new Error(`Not a channel id: "${spec.id}"`);
  const channel = createChannel(world, spec);
  world.channels.set(spec.id, channel);
  world.gone.delete(spec.id);
  return channel;
}

function createChannel(world: World, spec: ChannelSpec): Channel {
  const creator = spec.creator ?? 'UCREATOR';
  return {
    id: spec.id,
    name: spec.name ?? spec.id.toLowerCase(),
    isPrivate: spec.isPrivate ?? false,
    creator,
    createdAt: world.now(),
    isMember: spec.isMember ?? true,
    isArchived: spec.isArchived ?? false,
    restriction: undefined,
    more: {},
    members: new Set([creator]),
    messages: new Map(),
    deleted: new Set(),
    ephemerals: [],
  };
}

/** Returns the direct messages between the app and a person. */
export function directMessagesOf(world: World, userId: string): Channel {
  const id = `D${userId.slice(1)}`;
  const known = world.channels.get(id);
  if (known) return known;
  const channel = { ...createChannel(world, { id, isPrivate: true }), more: { is_im: true } };
  world.channels.set(id, channel);
  return channel;
}

/** Returns the channel, even if the bot cannot see it; throws if there is none. */
export function channelOf(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel) throw new Error(`No channel ${id}`);
  return channel;
}

/**
 * Returns a channel that the bot can see; throws if it does not exist, or if it is private and the bot is not in it.
 */
export function visibleChannel(world: World, id: string): Channel {
  const channel = world.channels.get(id);
  if (!channel || (channel.isPrivate && !channel.isMember))
    throw channelNotFound(channel !== undefined || world.gone.has(id));
  return channel;
}

/** Returns the channel if the bot is in it; otherwise throws. */
export function joinedChannel(world: World, id: string): Channel {
  const channel = visibleChannel(world, id);
  if (!channel.isMember) throw new SlackError('not_in_channel');
  return channel;
}

export function messageIn(channel: Channel, ts: string): Message {
  const message = channel.messages.get(ts);
  if (!message) throw new SlackError('message_not_found');
  return message;
}

export const isUserId = (id: string): boolean => /^[UW][A-Z0-9]+$/.test(id);

/** Returns a new trigger id for a command or click; views.open requires one. */
export const newTrigger = (): string => `${Date.now()}.${newId('', 6)}.${newId('', 16).toLowerCase()}`;
