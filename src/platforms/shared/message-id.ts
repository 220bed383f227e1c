/** Our id for a message includes its channel: neither platform can find a message by the platform's id alone. */
export const toMessageId = (channelId: string, messageId: string): string => `${channelId}/${messageId}`;

/** `messageId` is the platform's own id: a snowflake on Discord, a timestamp on Slack. */
export function splitMessageId(id: string): { readonly channelId: string; readonly messageId: string } {
  const [channelId = '', messageId = ''] = id.split('/');
  return { channelId, messageId };
}
