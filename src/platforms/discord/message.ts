import { createHash } from 'node:crypto';
import { type APIMessage, ComponentType } from 'discord.js';
import { listUrl, plainHeading } from '../../cards/build-card.ts';
import type { Day } from '../../domain/calendar/day.ts';
import type { Card } from '../../domain/card/card.ts';
import { cardWording } from '../../i18n/ko/card.ts';
import { commonWording } from '../../i18n/ko/common.ts';
import { DAY, MINUTE } from '../../lib/duration.ts';
import { cleanText, cutText } from '../../lib/text.ts';
import { cardToDiscord, mentionedRole } from '../../render/discord.ts';

export const PLATFORM = 'discord';

/** The workspace of direct messages, as in Discord's own links. */
export const DIRECT_MESSAGES = '@me';

/**
 * Turns off mentions, in posts and in edits: without this, Discord parses the mentions again when a message is edited
 * (resources/message, "Edit Message").
 */
export const NO_MENTIONS = { allowed_mentions: { parse: [] } };

/** Returns what a card's first message may mention: the role of an edition's heading, and nothing else. */
export function allowedMentions(card: Card): object {
  const role = mentionedRole(card);
  return role ? { allowed_mentions: { parse: [], roles: [role] } } : NO_MENTIONS;
}

/** The reactions that the bot adds to every paper's card. The bot's own reactions never count as votes. */
export const INITIAL_REACTIONS = ['👍', '👎'];

/**
 * Returns the nonce for a delivery key. Discord limits a nonce to 25 characters (resources/message, "Create Message").
 */
export const keyToNonce = (key: string): string =>
  createHash('sha256').update(key).digest('base64url').slice(0, 25);

/**
 * The flag for a message without a notification (resources/message, "Message Flags"). Papers' cards have it, because
 * the heading has already notified the channel.
 */
export const SUPPRESS_NOTIFICATIONS = 1 << 12;
/**
 * The minutes of inactivity after which Discord archives a thread: a week, the maximum, so that the thread is still
 * open when the bot edits its cards.
 */
export const ARCHIVE_AFTER_MINUTES = (7 * DAY) / MINUTE;
/** The largest difference between our clock and Discord's that we allow for, in milliseconds. */
export const CLOCK_SKEW = MINUTE;

/** The maximum number of characters in a thread's name (resources/channel, "Channel Object"). */
const MAX_THREAD_NAME = 100;

/** Returns the name of the thread for an edition's cards. */
export const threadName = (day: Day | null): string =>
  (day ? cardWording.headingTitle(day) : commonWording.product).slice(0, MAX_THREAD_NAME);

/** Returns the name of a card's post in a forum. */
export const postName = ({ title }: Card): string =>
  cutText(cleanText(title.text).trim(), MAX_THREAD_NAME) || commonWording.product;

/** Returns true if the bot sent the message, and not as a reply to a command. */
const isSentBy = ({ author, interaction_metadata }: APIMessage, botId: string): boolean =>
  author.id === botId && !interaction_metadata;

/** Returns the URLs of a message's embeds and link buttons. Moderators can remove the embeds, but not the buttons. */
function urlsOf({ embeds, components }: APIMessage): (string | undefined)[] {
  const buttons = (components ?? []).flatMap((row) =>
    row.type === ComponentType.ActionRow ? row.components : [],
  );
  return [...embeds.map(({ url }) => url), ...buttons.map((it) => ('url' in it ? it.url : undefined))];
}

/**
 * Returns true if the bot sent the message and it contains the link of the card's title or first button, or is the
 * plain text of a heading. Replies to commands never match.
 */
export function isMessageOf(message: APIMessage, card: Card, botId: string): boolean {
  if (!isSentBy(message, botId)) return false;
  const { kind, day, title, buttons } = card;
  const urls = urlsOf(message);
  if ([title.url, buttons[0]?.url].some((url) => url && urls.includes(url))) return true;
  if (kind !== 'heading') return false;
  const isPlain = message.content !== '' && message.content === cardToDiscord(plainHeading(card)).content;
  // Headings of earlier versions have no button: without its embed, such a heading is known by its thread.
  return isPlain || (day !== null && message.thread?.name === threadName(day));
}

/**
 * Returns true if the message can be a heading of the card's edition, with a thread that can have the card. A message
 * with neither embeds nor buttons can be a heading of an earlier version, whose embed a moderator removed.
 */
export function isHeadingOf(message: APIMessage, { kind, day }: Card, botId: string): boolean {
  if (kind !== 'paper' || day === null || !message.thread || !isSentBy(message, botId)) return false;
  const urls = urlsOf(message);
  return urls.length === 0 || urls.includes(listUrl(day)) || message.thread.name === threadName(day);
}
