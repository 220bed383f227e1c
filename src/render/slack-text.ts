/** Escapes the three control characters of Slack's mrkdwn and fallback text (messaging/formatting-message-text). */
export const escapeSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

const ESCAPES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };

/** Reverses `escapeSlack` once: `&amp;lt;` becomes `&lt;`. */
const unescapeSlack = (text: string): string =>
  text.replace(/&(?:amp|lt|gt);/g, (escaped) => ESCAPES[escaped] ?? escaped);

/**
 * Returns the text that a member typed, from what Slack sends: links, users and channels in a command can come as
 * `<url|label>`, `<@U1|name>` and `<#C1|name>` (interactivity/implementing-slash-commands, "Escaping"). Whether `&`, `<`
 * and `>` come escaped is undocumented and reported both ways (slackapi/bolt-python#513), so both are understood.
 */
export const typedFromSlack = (text: string): string =>
  unescapeSlack(
    text
      .replace(/<(https?:\/\/[^\s|<>]+)(?:\|[^<>]*)?>/gi, '$1')
      .replace(/<(?:mailto|tel):[^\s|<>]+\|([^<>]*)>/gi, '$1')
      .replace(/<([@#])[A-Z0-9]+\|([^<>]+)>/g, '$1$2'),
  );

/**
 * Encodes the value of a button or an option without characters that Slack might escape: otherwise `&lt;` would be
 * ambiguous when it comes back.
 */
export const toSlackValue = (value: string): string => value.replace(/[%&<>]/g, encodeURIComponent);

/** Reverses `toSlackValue`, also for values that were sent before it existed. */
export const fromSlackValue = (value: string): string =>
  unescapeSlack(value).replace(/%(?:25|26|3C|3E)/g, decodeURIComponent);
