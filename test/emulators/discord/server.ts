import type { APIMessage } from 'discord.js';
import type { Gateway } from './gateway.ts';
import type { channelJson } from './json.ts';
import type { Interact } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import type { FaultHook, Refusal, SeenRequest } from './rest.ts';
import type { StoredCommand } from './routes-commands.ts';
import type { ChannelSpec, GuildSpec, RoleSpec, TagSpec } from './state.ts';

/** A message as GET returns it. */
export type StoredMessage = APIMessage;
/** A channel or thread as GET returns it. */
export type StoredChannel = ReturnType<typeof channelJson>;

export interface DiscordOptions {
  readonly token?: string;
  /** The guilds at the start; default: one guild with one text channel. */
  readonly guilds?: readonly GuildSpec[];
  /**
   * The server's clock, in ms since the epoch; default `Date.now`. Ids, nonces, tokens and the limit on edits of old
   * messages use it; other rate limits and the deadline of interaction responses use real time.
   */
  readonly now?: () => number;
  /**
   * Returns the origin of the gateway URLs that clients receive, for a server behind a proxy; default: the server's
   * own origin.
   */
  readonly advertised?: () => string;
  /** The heartbeat interval in HELLO, in ms; default 41250. */
  readonly heartbeatMs?: number;
  /**
   * The timeout for the first response to an interaction, in ms. Discord allows 3000; the default is a minute, so
   * that a busy test machine does not look like a slow bot.
   */
  readonly deadlineMs?: number;
  /** How long a nonce is kept, in ms; default 5 minutes. */
  readonly nonceWindowMs?: number;
  readonly nonceScope?: 'author' | 'channel';
  /** Rate limits by route; default: 1000 requests per second for each route. */
  readonly limits?: RateLimits;
}

/** An emoji on a message, and the users who have reacted with it, including super reactions. */
export interface CurrentReaction {
  readonly emoji: string;
  readonly users: string[];
}

/** The functions with which a test inspects and changes the server's state. */
export interface Control {
  /** Returns the messages of a channel or thread, oldest first. Unlike GET, omits the thread starter (type 21). */
  messages(channelId: string): StoredMessage[];
  /** Returns the thread on a message, if there is one. */
  thread(channelId: string, messageId: string): StoredChannel | undefined;
  /** Returns all threads of a channel, oldest first. */
  threads(channelId: string): StoredChannel[];
  channel(channelId: string): StoredChannel | undefined;
  addGuild(spec: GuildSpec): void;
  /**
   * Removes the bot from a guild. To add the bot again, call `addGuild` with the same id, which replaces the guild.
   */
  kick(guildId: string): void;
  /** Starts or ends an outage of a guild. */
  outage(guildId: string, isOut: boolean): void;
  addChannel(guildId: string, spec: ChannelSpec): void;
  /** Opens the direct messages between a person and the bot, as a channel with this id. */
  addDirectMessages(channelId: string, userId: string): void;
  deleteChannel(channelId: string): void;
  /** Makes a text channel an announcement channel (5), or an announcement channel a text channel (0). Sends an event. */
  setType(channelId: string, type: 0 | 5): void;
  /** Sets the permissions that the bot lacks in a channel. If `isSilent`, no event is sent. */
  setMissing(channelId: string, flagNames: readonly string[], isSilent?: boolean): void;
  /** Gives the bot more permissions in a channel. Sends an event. */
  setAllowed(channelId: string, flagNames: readonly string[]): void;
  /** Adds a role to a guild, or changes it. Sends an event. */
  setRole(guildId: string, role: RoleSpec): void;
  deleteRole(guildId: string, roleId: string): void;
  deleteMessage(channelId: string, messageId: string): void;
  /** Forgets all nonces, as Discord does after a few minutes: a repeated send then creates a second message. */
  forgetNonces(): void;
  /** Removes the embeds of a message, as a moderator can; its other parts stay. */
  suppressEmbeds(channelId: string, messageId: string): void;
  /**
   * Times the bot out in a guild until this time, in ms since the epoch, or ends its timeout (null). If `isSilent`, no
   * event is sent, as if the bot had missed it.
   */
  timeOut(guildId: string, until: number | null, isSilent?: boolean): void;
  /** Sets the tags of a forum, by name, and whether its posts need one. */
  setTags(channelId: string, tags: readonly TagSpec[], requiresTag?: boolean): void;
  /** Creates a thread as a person, and returns its id. The bot is no member of it. */
  openThread(channelId: string, type: number): string;
  renameThread(channelId: string, name: string): void;
  /** Adds the bot to a thread, as a mention in it does. If `isSilent`, no events are sent. */
  joinThread(channelId: string, isSilent?: boolean): void;
  /** Removes the bot from a thread. If `isSilent`, no event is sent. */
  leaveThread(channelId: string, isSilent?: boolean): void;
  /** Adds active threads of other members to a channel, without events. */
  fillThreads(channelId: string, count: number): void;
  /** Archives all threads of a channel, without events. */
  archiveThreads(channelId: string): void;
  /** Makes a person accept no direct messages from the bot, or accept them again. */
  closeDirectMessages(userId: string, isClosed?: boolean): void;
  /** Returns the direct messages between a person and the bot, oldest first. */
  directMessages(userId: string): StoredMessage[];
  lockThread(channelId: string, isLocked?: boolean): void;
  archiveThread(channelId: string, isArchived?: boolean): void;
  /** Posts a message as a person, and returns its id. */
  say(channelId: string, userId: string, content: string): string;
  react(
    channelId: string,
    messageId: string,
    userId: string,
    emoji: string,
    more?: { burst?: boolean },
  ): void;
  unreact(
    channelId: string,
    messageId: string,
    userId: string,
    emoji: string,
    more?: { burst?: boolean },
  ): void;
  /** Removes all reactions, or only those with one emoji. */
  clearReactions(channelId: string, messageId: string, emoji?: string): void;
  current(channelId: string, messageId: string): CurrentReaction[];
}

/** The Discord emulator's interface for tests. */
export interface DiscordServer extends Control {
  /** The value for discord.js's option `rest.api`; the API is served at /v10/… below it. */
  readonly url: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly requests: SeenRequest[];
  /** Refusals that the client caused (malformed or forbidden requests), and notes of the kind 'mentions'. */
  readonly rejections: Refusal[];
  /** Refusals for other reasons: deleted or closed targets, rate limits, faults. */
  readonly refusals: Refusal[];
  fault: FaultHook | undefined;
  limits: RateLimits;
  /** Simulates AutoMod: messages for which this returns true fail with 200000. */
  autoMod: ((content: string) => boolean) | undefined;
  /** Returns the stored commands of a guild, or the global commands if no guild is given. */
  registered(guildId?: string): StoredCommand[];
  readonly gateway: Gateway & {
    /** Resolves once a session has an open socket. */
    connected(): Promise<void>;
  };
  readonly interact: Interact;
  /**
   * Resolves to the first result of `check` that is neither undefined nor false. Calls `check` after each change in
   * the emulator and every 5 ms, because the emulator cannot observe changes inside the client.
   */
  until<T>(check: () => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}
