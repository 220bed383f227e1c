import type { APIMessage } from 'discord.js';
import type { Gateway } from './gateway.ts';
import type { channelJson } from './json.ts';
import type { Interact } from './people.ts';
import type { RateLimits } from './rate-limits.ts';
import type { FaultHook, Refusal, SeenRequest } from './rest.ts';
import type { StoredCommand } from './routes-commands.ts';
import type { ChannelSpec, GuildSpec } from './state.ts';

/** A message as GET gives it. */
export type StoredMessage = APIMessage;
/** A channel or thread as GET gives it. */
export type StoredChannel = ReturnType<typeof channelJson>;

export interface DiscordOptions {
  readonly token?: string;
  /** One guild with one text channel unless told. */
  readonly guilds?: readonly GuildSpec[];
  /**
   * The server's clock, ms since 1970; the machine's unless told. Ids, nonces and tokens go by it; rate limits
   * and the 3 s of an interaction take real time.
   */
  readonly now?: () => number;
  /** The origin that its answers name, where a proxy stands before it; its own unless told. */
  readonly advertised?: () => string;
  /** What HELLO asks for, ms; 41250 unless told. */
  readonly heartbeatMs?: number;
  /** How long an interaction waits for its first response, ms; 3000 as on Discord. */
  readonly deadlineMs?: number;
  /** How long a nonce is remembered, ms; 5 minutes. */
  readonly nonceWindowMs?: number;
  readonly nonceScope?: 'author' | 'channel';
  /** 1000 requests a second and route unless told. */
  readonly limits?: RateLimits;
}

/** Who reacted with what; super reactions count too. */
export interface CurrentReaction {
  readonly emoji: string;
  readonly users: string[];
}

/** What a test sees of this Discord and does to it, beside what the bot does. */
export interface Control {
  /** Oldest first; a thread's id works too. GET also gives the starter of a thread (type 21), this does not. */
  messages(channelId: string): StoredMessage[];
  /** The thread of a message, if it has one. */
  thread(channelId: string, messageId: string): StoredChannel | undefined;
  /** All threads of a channel, oldest first. */
  threads(channelId: string): StoredChannel[];
  channel(channelId: string): StoredChannel | undefined;
  addGuild(spec: GuildSpec): void;
  /** Removes the bot from a guild; `addGuild` with the same id lets it in again, to a new guild. */
  kick(guildId: string): void;
  /** An outage of a guild begins or ends. */
  outage(guildId: string, isOut: boolean): void;
  addChannel(guildId: string, spec: ChannelSpec): void;
  deleteChannel(channelId: string): void;
  /** Sets which permissions the bot lacks in a channel. */
  setMissing(channelId: string, flagNames: readonly string[]): void;
  deleteMessage(channelId: string, messageId: string): void;
  /** As after some minutes: what is sent again makes another message. */
  forgetNonces(): void;
  lockThread(channelId: string, isLocked?: boolean): void;
  archiveThread(channelId: string, isArchived?: boolean): void;
  /** A person writes; returns the message's id. */
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
  /** All reactions, or all of one emoji. */
  clearReactions(channelId: string, messageId: string, emoji?: string): void;
  current(channelId: string, messageId: string): CurrentReaction[];
}

/** Discord on loopback, as a test sees it. */
export interface DiscordServer extends Control {
  /** What `rest.api` gets; it serves /v10/… below. */
  readonly url: string;
  readonly token: string;
  readonly applicationId: string;
  readonly botId: string;
  readonly requests: SeenRequest[];
  /** Answers that said the client did something wrong, by form or permission; and notes of the kind 'mentions'. */
  readonly rejections: Refusal[];
  /** Answers that said no for another reason: something is gone or closed, a limit, a fault. */
  readonly refusals: Refusal[];
  fault: FaultHook | undefined;
  limits: RateLimits;
  /** AutoMod: content for which this is true is blocked with 200000. */
  autoMod: ((content: string) => boolean) | undefined;
  /** Commands as stored: global ones, or a guild's. */
  registered(guildId?: string): StoredCommand[];
  readonly gateway: Gateway & {
    /** Resolves once a session is live. */
    connected(): Promise<void>;
  };
  readonly interact: Interact;
  /**
   * Resolves to what `check` gives as soon as that is neither undefined nor false; asked again after each event,
   * and every 5 ms for what only the client knows.
   */
  until<T>(check: () => T | undefined | false): Promise<T>;
  close(): Promise<void>;
}
