import { DiscordAPIError } from 'discord.js';
import { TemporaryError } from '../../domain/errors.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { PlaceBlocked, SendResult } from '../../ports/publisher.ts';
import { cutAnswer } from '../shared/cut-answer.ts';

type Outcome = Exclude<SendResult, { state: 'sent' }>;
/** An outcome whose `cause` is the code itself. */
type CodeOutcome = Exclude<Outcome, PlaceBlocked> | Omit<PlaceBlocked, 'cause'>;

/**
 * Discord's JSON error codes that concern a message or its place, with their outcomes
 * (topics/opcodes-and-status-codes).
 */
export const OUTCOMES: Readonly<Record<number, CodeOutcome>> = {
  10003: { state: 'channelDeleted', reason: discordWording.channelGone },
  10004: { state: 'channelDeleted', reason: discordWording.guildGone },
  // Unknown message. Discord also returns this for a post with the nonce of a deleted message: members did not want
  // that message, so it is not sent again.
  10008: { state: 'messageRejected', reason: deliveryWording.messageGone },
  50001: { state: 'channelBlocked', reason: discordWording.notVisible },
  50008: { state: 'channelBlocked', reason: discordWording.notText },
  50013: { state: 'channelBlocked', reason: discordWording.missing([]) },
  50024: { state: 'channelBlocked', reason: discordWording.notText },
  40066: { state: 'channelBlocked', reason: discordWording.noTags },
  40067: { state: 'channelBlocked', reason: discordWording.noTags },
  50083: { state: 'channelBlocked', reason: discordWording.threadLocked },
  160005: { state: 'channelBlocked', reason: discordWording.threadLocked },
  160006: { state: 'channelBlocked', reason: discordWording.threadsFull },
  160007: { state: 'channelBlocked', reason: discordWording.threadsFull },
};

/** The codes for content that a server's rules block: 200000 and 200001 by AutoMod, 240000 harmful links. */
const CONTENT_CODES: readonly (number | null)[] = [200000, 200001, 240000];

export const CODES = {
  unknownChannel: 10003,
  unknownMember: 10007,
  unknownTag: 10087,
  /** A forum's posts need a tag, but there is none that the bot may give. */
  noTags: 40066,
  /** A forum's posts need a tag. */
  tagRequired: 40067,
  missingAccess: 50001,
  missingPermissions: 50013,
  wrongChannelType: 50024,
  alreadyCrossposted: 40033,
  archivedThread: 50083,
  threadExists: 160004,
  lockedThread: 160005,
  /** Returned when the bot adds a reaction to a message whose author has blocked the bot. */
  blockedByUser: 90001,
} as const;

const KNOWN_CODES = new Set([...Object.keys(OUTCOMES).map(Number), ...Object.values<number>(CODES)]);
const THREAD_CODES: readonly (number | null)[] = [
  CODES.unknownChannel,
  CODES.archivedThread,
  CODES.lockedThread,
];

export const isKnownCode = (code: number): boolean => KNOWN_CODES.has(code);

export const codeOf = (error: unknown): number | null =>
  error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null;

/** Returns what an API error means for a message or its place; null if it concerns neither. */
export function errorToOutcome(error: unknown): Outcome | null {
  const code = codeOf(error) ?? 0;
  const outcome = OUTCOMES[code];
  if (!outcome) return null;
  return outcome.state === 'channelBlocked' ? { ...outcome, cause: String(code) } : outcome;
}

/**
 * The refusal of a place whose history the bot cannot read: without it, we cannot rule out a duplicate, so the card
 * must not be sent.
 */
export const NO_HISTORY: PlaceBlocked = {
  state: 'channelBlocked',
  reason: discordWording.missing([discordWording.permissions.ReadMessageHistory]),
  cause: 'no message history',
};

export interface ErrorContext {
  /**
   * Whether the channel is, or could be, the thread of an edition. If members delete, archive or lock that thread,
   * the effect must be limited to that edition's cards.
   */
  readonly isEditionThread: boolean;
  /** Whether an earlier attempt of the request might have been carried out. */
  readonly isUncertain: boolean;
}

/**
 * Turns an API error into a `SendResult`.
 * @throws {TemporaryError} if Discord refuses the message: whether that is the message's fault, its neighbours tell
 * @throws any other error itself
 */
export function toSendResult(error: unknown, { isEditionThread, isUncertain }: ErrorContext): SendResult {
  const outcome = errorToOutcome(error);
  if (!outcome) throw toRefusal(error, isUncertain);
  if (isEditionThread && THREAD_CODES.includes(codeOf(error))) {
    return { state: 'messageRejected', reason: discordWording.threadGone };
  }
  return outcome.state !== 'channelDeleted' && isUncertain ? { ...outcome, mightBeSent: true } : outcome;
}

/** Turns an API error into an error with Discord's words; returns any other error unchanged. */
export function toRefusal(error: unknown, isUncertain = false): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  const words = cutAnswer((error as DiscordAPIError).message).replaceAll(/\s+/g, ' ');
  return new TemporaryError(`Discord refused the request (${code}): ${words}`, {
    isUndone: !isUncertain,
    ...(CONTENT_CODES.includes(code) ? { reason: discordWording.contentBlocked } : {}),
  });
}
