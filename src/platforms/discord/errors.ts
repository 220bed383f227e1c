import { DiscordAPIError } from 'discord.js';
import { discordWording } from '../../i18n/ko/discord.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Log } from '../../lib/log.ts';
import type { PlaceBlocked, SendResult } from '../../ports/publisher.ts';

type Outcome = Exclude<SendResult, { state: 'sent' }>;
/** An outcome whose `cause` is the code itself. */
type CodeOutcome = Exclude<Outcome, PlaceBlocked> | Omit<PlaceBlocked, 'cause'>;

/**
 * Discord's JSON error codes that concern a message or its place, with their outcomes
 * (topics/opcodes-and-status-codes).
 */
const OUTCOMES: Readonly<Record<number, CodeOutcome>> = {
  10003: { state: 'channelDeleted', reason: discordWording.channelGone },
  10004: { state: 'channelDeleted', reason: discordWording.guildGone },
  // Unknown message. Discord also returns this for a post with the nonce of a deleted message: members did not want
  // that message, so it is not sent again.
  10008: { state: 'messageRejected', reason: deliveryWording.messageGone },
  50001: { state: 'channelBlocked', reason: discordWording.notVisible },
  50008: { state: 'channelBlocked', reason: discordWording.notText },
  50013: { state: 'channelBlocked', reason: discordWording.missing([]) },
  50024: { state: 'channelBlocked', reason: discordWording.notText },
  50083: { state: 'channelBlocked', reason: discordWording.threadLocked },
  160005: { state: 'channelBlocked', reason: discordWording.threadLocked },
  200000: { state: 'messageRejected', reason: discordWording.contentBlocked },
  200001: { state: 'messageRejected', reason: discordWording.contentBlocked },
  240000: { state: 'messageRejected', reason: discordWording.contentBlocked },
};

export const CODES = {
  unknownChannel: 10003,
  missingPermissions: 50013,
  invalidForm: 50035,
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

export interface ErrorContext {
  readonly log: Log;
  readonly channelId: string;
  /**
   * Whether the channel is, or could be, the thread of an edition. If members delete, archive or lock that thread,
   * the effect must be limited to that edition's cards.
   */
  readonly isEditionThread: boolean;
}

/**
 * Turns an API error into a `SendResult`.
 * @throws the error itself if it concerns neither the message nor its place
 */
export function toSendResult(error: unknown, { log, channelId, isEditionThread }: ErrorContext): SendResult {
  const code = codeOf(error);
  if (code === CODES.invalidForm) {
    log.error({ channel: channelId, err: error }, 'Discord rejected a message as malformed');
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
  const outcome = errorToOutcome(error);
  if (!outcome) throw error;
  if (isEditionThread && THREAD_CODES.includes(code)) {
    return { state: 'messageRejected', reason: discordWording.threadGone };
  }
  return outcome;
}
