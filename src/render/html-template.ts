import { html as honoHtml, raw } from 'hono/html';

/** A finished piece of HTML. `html` embeds it unescaped; `String()` returns its text. */
export interface Html {
  readonly isEscaped: true;
  toString(): string;
}

/**
 * The values that `html` accepts. Booleans are excluded, because hono drops them: `aria-pressed="${isMine}"` would be
 * empty.
 */
type HtmlValue = string | number | Html | readonly (string | Html)[];

/** Fills in a template with hono: escapes every value that is not already HTML, in text and in quoted attributes. */
export const html = (strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  // hono returns a promise only if one of the values is a promise.
  honoHtml(strings, ...values) as Html;

/** Joins pieces of HTML with line breaks. */
export const joinHtml = (pieces: readonly Html[]): Html => raw(pieces.join('\n'));

/** Marks text as finished HTML. Use it only for text from our own files, never for text from a paper or a person. */
export const trustedHtml = (text: string): Html => raw(text);
