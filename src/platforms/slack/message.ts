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
  readonly bot_id?: string;
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: { readonly key?: string } };
}

/** Returns true if the bot sent this message for the delivery with this key. */
export const isMessageOf = ({ bot_id, metadata }: SlackMessage, key: string, botId: string): boolean =>
  bot_id === botId && metadata?.event_type === EVENT_TYPE && metadata.event_payload?.key === key;
