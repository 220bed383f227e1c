/** Escapes the three control characters of Slack's mrkdwn and fallback text (messaging/formatting-message-text). */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
