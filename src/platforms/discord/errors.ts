import { DiscordAPIError } from 'discord.js';
import { discordWording } from '../../i18n/ko/discord.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Log } from '../../lib/log.ts';
import type { SendResult } from '../../ports/publisher.ts';

type Outcome = Exclude<SendResult, { state: 'sent' }>;

/** Discord's JSON error codes that say something about a message or its place (topics/opcodes-and-status-codes). */
const OUTCOMES: Readonly<Record<number, Outcome>> = {
  10003: { state: 'channelDeleted', reason: discordWording.channelGone },
  10004: { state: 'channelDeleted', reason: discordWording.guildGone },
  // Discord also returns this for a nonce whose message was deleted: members did not want it, so do not send it again.
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
  /** For a reaction: the message's author has blocked the bot. */
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

/** What an API error says about a message or its place; null if it says nothing about them. */
export const errorToOutcome = (error: unknown): Outcome | null => OUTCOMES[codeOf(error) ?? 0] ?? null;

export interface ErrorContext {
  readonly log: Log;
  readonly channelId: string;
  /**
   * Whether the channel is, or could be, the thread of one edition: what members do to that thread must stop only that
   * edition's cards.
   */
  readonly isEditionThread: boolean;
  /** The Korean names of the permissions that the bot lacks in the channel. */
  readonly missingPermissions: () => Promise<string[]>;
}

/**
 * Turns an API error into the result of a send.
 * @throws the error itself if it says nothing about the message or its place
 */
export async function toSendResult(
  error: unknown,
  { log, channelId, isEditionThread, missingPermissions }: ErrorContext,
): Promise<SendResult> {
  const code = codeOf(error);
  if (code === CODES.invalidForm) {
    log.error({ channel: channelId, err: error }, 'Discord rejected the message as malformed');
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
  if (code === CODES.missingPermissions) {
    const names = await missingPermissions().catch(() => []);
    return { state: 'channelBlocked', reason: discordWording.missing(names) };
  }
  const outcome = errorToOutcome(error);
  if (!outcome) throw error;
  if (isEditionThread && THREAD_CODES.includes(code)) {
    return { state: 'messageRejected', reason: discordWording.threadGone };
  }
  return outcome;
}
