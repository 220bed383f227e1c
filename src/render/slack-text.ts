/** The three characters that Slack's mrkdwn and fallback text read as control (messaging/formatting-message-text). */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
