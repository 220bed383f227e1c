/**
 * The most characters that a token has on average, over the texts of a prompt. English prose has 4.5 to 5.2 in the
 * tokenizers of current models, Korean 1.2 to 2; numbers, names and JSON have fewer.
 */
const LATIN_PER_TOKEN = 6;
const OTHERS_PER_TOKEN = 2.5;

/** Returns a number of tokens that a text has at least, in any tokenizer. */
export function leastTokens(text: string): number {
  let latin = 0;
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) < 0x250) latin += 1;
  return Math.floor(latin / LATIN_PER_TOKEN + (text.length - latin) / OTHERS_PER_TOKEN);
}
