import { type Fields, isObject } from './form.ts';

/** Escapes the control characters of Slack's texts: docs.slack.dev/messaging/formatting-message-text. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/**
 * Escapes the texts and values of a payload about a message, as Slack returns them: slackapi/bolt-python#513. A mrkdwn
 * text is returned as it was sent. That the values are escaped is reported, too, but not documented.
 */
export function escapeFields(fields: Fields): Fields {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      if (Array.isArray(value)) return [name, value.map((one) => (isObject(one) ? escapeFields(one) : one))];
      if (isObject(value)) return [name, value.type === 'mrkdwn' ? value : escapeFields(value)];
      const isText = typeof value === 'string' && ['text', 'value', 'title', 'alt_text'].includes(name);
      return [name, isText ? escapeText(value) : value];
    }),
  );
}
