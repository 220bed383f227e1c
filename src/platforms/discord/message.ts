import { createHash } from 'node:crypto';
import { type APIMessage, ComponentType, DiscordAPIError } from 'discord.js';
import type { Card } from '../../domain/card/card.ts';
import { discordWording } from '../../i18n/ko/discord.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { SendResult } from '../../ports/publisher.ts';

export const PLATFORM = 'discord';

/** The votes that every card starts with; they are the bot's own and never counted. */
export const INITIAL_REACTIONS = ['👍', '👎'];

/** At most 25 characters (resources/message, "Create Message"). */
export const keyToNonce = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 25);

/** Our name for a message: with its channel, without which Discord does not find it. */
export const toMessageId = (channelId: string, messageId: string): string => `${channelId}/${messageId}`;

export function splitMessageId(id: string): { readonly channelId: string; readonly messageId: string } {
  const [channelId = '', messageId = ''] = id.split('/');
  return { channelId, messageId };
}

/** True if a message is the one that a card became, by its links; what a command answered is not. */
export function isMessageOf(message: APIMessage, { title, buttons }: Card, botId: string): boolean {
  if (message.author.id !== botId || message.interaction_metadata) return false;
  const rows = message.components ?? [];
  const linked = rows.flatMap((row) => (row.type === ComponentType.ActionRow ? row.components : []));
  const urls = [
    ...message.embeds.map(({ url }) => url),
    ...linked.map((it) => ('url' in it ? it.url : undefined)),
  ];
  return [title.url, buttons[0]?.url].some((url) => url && urls.includes(url));
}

type Outcome = Exclude<SendResult, { state: 'sent' }>;

/** Discord's JSON error codes (topics/opcodes-and-status-codes); `missing permissions` is told with their names. */
const OUTCOMES: Readonly<Record<number, Outcome>> = {
  10003: { state: 'channelDeleted', reason: discordWording.channelGone },
  10004: { state: 'channelDeleted', reason: discordWording.guildGone },
  // A nonce whose message was deleted gives this too: members did not want it, so it is not sent again.
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
  unknownMessage: 10008,
  missingPermissions: 50013,
  invalidForm: 50035,
  archivedThread: 50083,
  threadExists: 160004,
  lockedThread: 160005,
} as const;

/** Those above, and one of a reaction: its author has blocked the bot. */
const KNOWN = new Set([...Object.keys(OUTCOMES).map(Number), ...Object.values<number>(CODES), 90001]);

export const isKnownCode = (code: number): boolean => KNOWN.has(code);

export const codeOf = (error: unknown): number | null =>
  error instanceof DiscordAPIError && typeof error.code === 'number' ? error.code : null;

/** The fact that an error states; null if it is none, but a failure. */
export const errorToOutcome = (error: unknown): Outcome | null => OUTCOMES[codeOf(error) ?? 0] ?? null;
