/**
 * Returns our own id for a message. It includes the channel, because neither Discord nor Slack can find a message
 * without its channel.
 */
export const toMessageId = (channelId: string, messageId: string): string => `${channelId}/${messageId}`;

/**
 * Splits an id made by `toMessageId`. The resulting `messageId` is the platform's own id: a snowflake on Discord, a
 * timestamp on Slack.
 */
export function splitMessageId(id: string): { readonly channelId: string; readonly messageId: string } {
  const [channelId = '', messageId = ''] = id.split('/');
  return { channelId, messageId };
}
