import type { Place } from '../../domain/subscription/subscription.ts';

/**
 * Returns our own id for a message. It includes the channel, because neither Discord nor Slack can find a message
 * without its channel, and the workspace, because one Slack channel can belong to several.
 */
export const toMessageId = ({ workspace, channel }: Omit<Place, 'platform'>, messageId: string): string =>
  [workspace, channel, messageId].filter(Boolean).join('/');

/** The parts of an id made by `toMessageId`. */
export interface MessageAddress {
  /** '' if it is unknown. */
  readonly workspace: string;
  readonly channelId: string;
  /** The platform's own id: a snowflake on Discord, a timestamp on Slack. */
  readonly messageId: string;
}

export function splitMessageId(id: string): MessageAddress {
  const [messageId = '', channelId = '', workspace = ''] = id.split('/').toReversed();
  return { workspace, channelId, messageId };
}
