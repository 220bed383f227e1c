import type { APIMessage } from 'discord.js';
import type { Gateway } from './gateway.ts';
import type { channelJson } from './json.ts';
import type { Interact } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import type { FaultHook, Refusal, SeenRequest } from './rest.ts';
import type { StoredCommand } from './routes-commands.ts';
import type { ChannelSpec, GuildSpec } from './state.ts';

/** A message as GET returns it. */
export type StoredMessage = APIMessage;
/** A channel or thread as GET returns it. */
export type StoredChannel = ReturnType<typeof channelJson>;

export interface DiscordOptions {
  readonly token?: string;
  /** Default: one guild with one text channel. */
  readonly guilds?: readonly GuildSpec[];
  /**
   * The server's clock, ms since the epoch; default `Date.now`. Ids, nonces and tokens follow it; rate limits
   * and the time for an interaction response use real time.
   */
  readonly now?: () => number;
  /** The origin used in responses, for servers behind a proxy; default: its own. */
  readonly advertised?: () => string;
  /** Heartbeat interval in HELLO, ms; default 41250. */
  readonly heartbeatMs?: number;
  /** Timeout for the first response to an interaction, ms. Discord allows 3000; the default is a minute, as a busy machine is not a slow bot. */
  readonly deadlineMs?: number;
  /** How long a nonce is remembered, ms; default 5 minutes. */
  readonly nonceWindowMs?: number;
  readonly nonceScope?: 'author' | 'channel';
  /** Default: 1000 requests per second per route. */
  readonly limits?: RateLimits;
}

/** Reactions by user, including super reactions. */
export interface CurrentReaction {
  readonly emoji: string;
  readonly users: string[];
}

/** What a test can inspect and change, apart from the bot's own actions. */
export interface Control {
  /** Oldest first, also for a thread id. Unlike GET, it omits the thread starter message (type 21). */
  messages(channelId: string): StoredMessage[];
  /** The thread on a message, if any. */
  thread(channelId: string, messageId: string): StoredChannel | undefined;
  /** All threads of a channel, oldest first. */
  threads(channelId: string): StoredChannel[];
  channel(channelId: string): StoredChannel | undefined;
  addGuild(spec: GuildSpec): void;
  /** Removes the bot from a guild; `addGuild` with the same id creates a new guild with the bot in it. */
  kick(guildId: string): void;
  /** Starts or ends an outage of a guild. */
  outage(guildId: string, isOut: boolean): void;
  addChannel(guildId: string, spec: ChannelSpec): void;
  deleteChannel(channelId: string): void;
  /** Sets the permissions that the bot lacks in a channel. */
  setMissing(channelId: string, flagNames: readonly string[]): void;
  deleteMessage(channelId: string, messageId: string): void;
  /** Forgets all nonces, as after a few minutes: a repeated send then creates a second message. */
  forgetNonces(): void;
  lockThread(channelId: string, isLocked?: boolean): void;
  archiveThread(channelId: string, isArchived?: boolean): void;
  /** Posts a message by a person; returns its id. */
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
  /** Removes all reactions, or all with one emoji. */
  clearReactions(channelId: string, messageId: string, emoji?: string): void;
  current(channelId: string, messageId: string): CurrentReaction[];
}

/** The Discord emulator's interface for tests. */
export interface DiscordServer extends Control {
  /** Value for `rest.api`; the server answers at /v10/… below it. */
  readonly url: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly requests: SeenRequest[];
  /** Refusals caused by client errors (malformed, forbidden), and notes of the kind 'mentions'. */
  readonly rejections: Refusal[];
  /** Refusals for other reasons: deleted or closed targets, rate limits, faults. */
  readonly refusals: Refusal[];
  fault: FaultHook | undefined;
  limits: RateLimits;
  /** AutoMod: messages for which this returns true fail with 200000. */
  autoMod: ((content: string) => boolean) | undefined;
  /** The stored commands: global, or of a guild. */
  registered(guildId?: string): StoredCommand[];
  readonly gateway: Gateway & {
    /** Resolves once a session is live. */
    connected(): Promise<void>;
  };
  readonly interact: Interact;
  /**
   * Resolves to the first result of `check` that is neither undefined nor false. Calls it after each event,
   * and every 5 ms for changes that only the client sees.
   */
  until<T>(check: () => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}
