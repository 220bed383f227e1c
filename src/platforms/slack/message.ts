import { headingKeyOf } from '../../domain/edition/records.ts';
import type { Self } from './self.ts';

export const PLATFORM = 'slack';

/** The reactions that the bot adds to every paper's card. The bot's own reactions never count as votes. */
export const INITIAL_REACTIONS = ['+1', '-1'];

/** Turns off the link previews below a message. */
export const NO_UNFURL = { unfurl_links: false, unfurl_media: false };

/** The event type in our messages' metadata. */
export const EVENT_TYPE = 'paperboy_delivery';

/** The properties that we read from a message. */
export interface SlackMessage {
  readonly ts: string;
  /** `tombstone` if the message was deleted but has replies. */
  readonly subtype?: string;
  readonly bot_id?: string;
  readonly thread_ts?: string;
  /** The users who wrote replies, possibly not all of them. */
  readonly reply_users?: readonly string[];
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly key?: string } };
}

/** Returns true if the bot sent this message for a delivery with one of these keys. */
export const isMessageOf = (
  { bot_id, metadata }: SlackMessage,
  keys: readonly string[],
  botId: string,
): boolean =>
  bot_id === botId && metadata?.event_type === EVENT_TYPE && keys.includes(metadata.event_payload?.key ?? '');

/**
 * Returns true if the thread of this message can have the card with one of these keys: the message is the heading of the card's
 * edition, or what is left of a heading that was deleted.
 */
export const isHeadingOf = (
  message: SlackMessage,
  keys: readonly string[],
  { botId, userId }: Pick<Self, 'botId' | 'userId'>,
): boolean =>
  message.subtype === 'tombstone'
    ? (message.reply_users ?? []).includes(userId)
    : isMessageOf(message, keys.map(headingKeyOf), botId);
