import type { Paper, Summary } from '../paper/paper.ts';

/** The input of the checks: a summary and its paper. */
export interface Subject extends Summary {
  readonly paper: Pick<Paper, 'title' | 'abstract'>;
}

/** The two texts of a summary, by their names in the prompt. */
export const PARTS = ['summary', 'easy'] as const;
export type Part = (typeof PARTS)[number];

/** Returns the text from which a summary is made. */
export const sourceOf = ({ paper }: Subject): string => `${paper.title}\n${paper.abstract}`;

/** Punctuation that ends a sentence, and that can follow its end. */
const STOPS = '.!?…';
const CLOSERS = '"\'”’)';

const isHangul = (character: string) => character >= '가' && character <= '힣';

/**
 * Splits a Korean text into sentences. The period in 0.5 does not end one, nor does that of "vs." before a lower-case
 * word. One pass, because a pattern that looks back over a run of stops would take quadratic time.
 */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  /** What the last stops follow; null if the sentence has not ended. */
  let ended: 'hangul' | 'other' | null = null;
  /** The number of stops directly before the current character. */
  let stops = 0;
  const split = (end: number, next: number) => {
    sentences.push(text.slice(start, end));
    start = next;
  };
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] as string;
    if (STOPS.includes(character)) {
      if (stops === 0) ended = endedBy(text[at - 1] ?? '');
      stops += 1;
      continue;
    }
    if (ended && CLOSERS.includes(character)) {
      stops = 0;
      continue;
    }
    if (ended && /\s/.test(character)) {
      let next = at + 1;
      while (next < text.length && /\s/.test(text[next] as string)) next += 1;
      if (ended === 'hangul' || !/^[a-z]?$/.test(text[next] ?? '')) split(at, next);
      at = next - 1;
    } else if (ended === 'hangul' && stops === 1 && text[at - 1] !== '…' && isHangul(character)) {
      // The space between two sentences is missing.
      split(at, at);
    }
    ended = null;
    stops = 0;
  }
  split(text.length, text.length);
  return sentences.map((sentence) => sentence.trim()).filter(Boolean);
}

/** Returns what a stop after `character` ends; null if it ends nothing. */
function endedBy(character: string): 'hangul' | 'other' | null {
  if (isHangul(character)) return 'hangul';
  return /[)\]"'”’%A-Za-z\d]/.test(character) ? 'other' : null;
}

/** Removes parentheses with their content, which is usually an English term. */
export const withoutGlosses = (text: string): string => text.replace(/\([^()]*\)/g, ' ');

/** Quotations of up to 80 characters. */
const QUOTE = /“([^“”]{1,80})”|"([^"]{1,80})"|‘([^‘’]{1,80})’|(?<![A-Za-z])'([^']{1,80})'/g;

/** Removes quotations that are part of a sentence: what somebody says, or a prompt asks, is not what the text says. */
export const withoutQuotes = (text: string): string =>
  text.replace(QUOTE, (quote, ...rest) => {
    const at = Number(rest.find((it) => typeof it === 'number')) + quote.length;
    return /^(?:[가-힣,]| (?:같은|라는|하고|등))/.test(text.slice(at, at + 4)) ? '‘’' : quote;
  });

/** Removes quotations whose words are in the paper. */
export function withoutCitations(text: string, subject: Subject): string {
  const fold = (words: string) =>
    words
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim();
  const source = fold(sourceOf(subject));
  return text.replace(QUOTE, (quote) => (source.includes(fold(quote)) ? '‘’' : quote));
}
