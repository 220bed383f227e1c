let segmenter: Intl.Segmenter | undefined;
/**
 * Splits text into graphemes. The segmenter is created on first use, because creating it takes longer than the rest of
 * the startup.
 */
function graphemesOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('ko', { granularity: 'grapheme' });
  return segmenter.segment(text);
}

/** Returns the graphemes of a text, the characters as a reader sees them. */
export const graphemes = (text: string): string[] => Array.from(graphemesOf(text), ({ segment }) => segment);

/**
 * Matches the characters that Unicode defines as invisible (zero-width, bidi, soft hyphen, variation selectors, tags,
 * Hangul fillers), and annotation and object placeholders, one of which dictation on iOS leaves behind. What holds an
 * emoji together does not match.
 */
const INVISIBLE =
  /(?!\u200D\p{Extended_Pictographic}|(?<=\p{Extended_Pictographic})\uFE0F)[\p{Default_Ignorable_Code_Point}\uFFF9-\uFFFC]/gu;

/** Removes invisible characters: they can hide text from a reader (arXiv 2509.09912), and make equal words differ. */
export const removeInvisible = (text: string): string => text.replace(INVISIBLE, '');

/** The whitespace, control characters and braille blank that count as a blank, for a character class. */
export const BLANKS = '\\s\\p{Cc}\\u2800';
const BLANK_RUNS = new RegExp(`[${BLANKS}]+`, 'gu');

/** Turns a string into one line: each run of blanks becomes one space; invisible characters are removed. */
export const cleanText = (text: string): string =>
  removeInvisible(text).replace(BLANK_RUNS, ' ').trim().toWellFormed().normalize('NFC');

/**
 * Normalises a string to NFKC: full-width characters become half-width, ligatures become letters. Single jamo stay
 * unchanged: NFKC would turn ㅎ into another character, and a search for initial consonants would find nothing.
 */
export const toCompatible = (text: string): string =>
  text.normalize('NFC').replace(/[^\u3131-\u318E]+/g, (other) => other.normalize('NFKC'));

/** Normalises a string as `toCompatible` does, and to lower case. */
export function normalizeText(text: string): string {
  // A fast path: most text is already normalised, and the whole field list is normalised at every start.
  if (/^[\x20-\x7e\uAC00-\uD7A3]*$/.test(text)) return text.toLowerCase();
  return toCompatible(text).toLowerCase();
}

/**
 * Returns `text` if its measure is at most `max`; otherwise the longest prefix, cut between graphemes, that fits
 * together with "…". `measure` counts characters as the platform does (by default, UTF-16 code units); a longer text
 * must not measure less. Searches by halving: measuring grapheme by grapheme takes seconds if the whole measures more
 * than the sum of its parts, as where only some neighbours need an escape.
 */
export function cutText(
  text: string,
  max: number,
  measure: (text: string) => number = (t) => t.length,
): string {
  if (measure(text) <= max) return text;
  if (measure('…') > max) return '';
  const parts = graphemesOf(text);
  const cutBefore = (index: number) => `${text.slice(0, parts.containing(index)?.index).trimEnd()}…`;
  let fitting = 0;
  let tooLong = text.length;
  while (tooLong - fitting > 1) {
    const middle = (fitting + tooLong) >> 1;
    if (measure(cutBefore(middle)) <= max) fitting = middle;
    else tooLong = middle;
  }
  return cutBefore(fitting);
}

/** Removes the characters in `dropped` from the end. Linear, unlike `/[…]+$/`, which starts anew at each character. */
export function trimEndOf(text: string, dropped: string): string {
  let end = text.length;
  while (end > 0 && dropped.includes(text[end - 1] as string)) end -= 1;
  return text.slice(0, end);
}

/** Returns the share of Hangul among the Hangul and Latin letters, from 0 to 1; 0 if there are none. */
export function hangulShare(text: string): number {
  const hangul = text.match(/\p{Script=Hangul}/gu)?.length ?? 0;
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0;
  return hangul + latin === 0 ? 0 : hangul / (hangul + latin);
}
