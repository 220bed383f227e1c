import { html as honoHtml, raw } from 'hono/html';

/** A finished piece of HTML. `html` embeds it unescaped; `String()` returns its text. */
export interface Html {
  readonly isEscaped: true;
  toString(): string;
}

/**
 * The values that `html` accepts. Booleans are excluded: hono drops them, so `aria-pressed="${isMine}"` would come out
 * empty.
 */
type HtmlValue = string | number | Html | readonly (string | Html)[];

/** hono's tagged template: it escapes every value that is not already HTML, in text and in quoted attributes. */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  // hono returns a promise only if one of the values is a promise.
  honoHtml(strings, ...values) as Html;

/** Joins pieces of HTML with line breaks. */
export const joinHtml = (pieces: readonly Html[]): Html => raw(pieces.join('\n'));

/** Marks text from our own files, never from a paper or a person, as finished HTML. */
export const trustedHtml = (text: string): Html => raw(text);
