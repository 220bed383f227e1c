import { normalizeText } from '../../lib/text.ts';

/** A run of one script in normalised text: GPT-4를 has three. */
export interface Word {
  readonly text: string;
  readonly isHangul: boolean;
  /** What separates it from the previous word. */
  readonly gap: 'none' | 'blank' | 'hyphen' | 'wide';
}

const RUN = /[\uAC00-\uD7A3]+|[\u3131-\u318E]+|(?:(?![\uAC00-\uD7A3\u3131-\u318E])[\p{L}\p{M}\p{N}])+/gu;
const GAPS = new Map<string | null, Word['gap']>([
  ['', 'none'],
  [' ', 'blank'],
  ['-', 'hyphen'],
  ['‐', 'hyphen'],
  ['‑', 'hyphen'],
]);
const HANGUL = /^[\uAC00-\uD7A3]/;

/** Splits a text into words, also between Hangul and other letters. */
export function toWords(text: string): Word[] {
  const normalized = normalizeText(text);
  let end = -1;
  return [...normalized.matchAll(RUN)].map(({ 0: run, index }) => {
    const between = end < 0 ? null : normalized.slice(end, index);
    end = index + run.length;
    return { text: run, isHangul: HANGUL.test(run), gap: GAPS.get(between) ?? 'wide' };
  });
}

/** Marks a bigram across the space between two words; no other token mixes Latin and Hangul. */
const JOINT = 'q';

/** policies → policy, approaches → approach, agents → agent; applied to both texts and queries. */
function toSingular(word: string): string {
  if (/^[a-z]{2,}[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/^[a-z]{2,}(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2);
  return /^[a-z\d]{2,}[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

/** A word's tokens: overlapping syllable pairs for Hangul, otherwise the singular of the word. */
export function wordTokens({ text, isHangul }: Pick<Word, 'text' | 'isHangul'>): string[] {
  if (!isHangul) return [toSingular(text)];
  if (text.length === 1) return [text];
  return Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
}

/**
 * The tokens of a text, separated by spaces: 강화 학습을 → 강화 q화학 학습 습을, so that it is found with and without the space.
 * Hyphenated words are also added in one piece at the end.
 */
export function indexTokens(text: string): string {
  const words = toWords(text);
  const compounds = words.flatMap((word, at) => {
    const before = words[at - 1];
    const isCompound = word.gap === 'hyphen' && !word.isHangul && before && !before.isHangul;
    return isCompound ? wordTokens({ text: before.text + word.text, isHangul: false }) : [];
  });
  return [...rowTokens(words), ...compounds].join(' ');
}

/** Tokens of consecutive words. */
function rowTokens(words: readonly Word[]): string[] {
  return words.flatMap((word, at) => {
    const before = words[at - 1];
    const isNear = word.gap === 'blank' || word.gap === 'hyphen';
    const joint =
      isNear && word.isHangul && before?.isHangul ? [`${JOINT}${before.text.at(-1)}${word.text[0]}`] : [];
    return [...joint, ...wordTokens(word)];
  });
}

/**
 * The longest Hangul word, in syllables, for which every possible space is tried: each one adds a phrase to the query.
 */
const MAX_PARTED = 24;
/** Up to this many words, each space between them is optional; with more, all spaces are required. */
const MAX_PARTS = 4;

/**
 * The spellings under which consecutive words can be indexed, each as the tokens of a phrase, the plainest first:
 * Hangul in one piece, with one space anywhere, or with the spaces as typed (대규모 언어모델, 대규모 언어 모델); other words separate
 * or joined. A word of up to three syllables gets no extra space: 구조 must not match 연구 조건.
 */
export function spellings(words: readonly Word[]): string[][] {
  const text = words.map((word) => word.text).join('');
  const isHangul = words.every((word) => word.isHangul);
  const isOther = words.length > 1 && words.every((word) => !word.isHangul);
  const whole: Word = { text, isHangul, gap: 'blank' };
  const rows = [
    ...(isHangul ? [[whole], ...withOneGap(whole)] : []),
    ...withOwnGaps(words),
    ...(isOther ? [[whole]] : []),
  ];
  const phrases = rows.map(rowTokens);
  return [...new Map(phrases.map((phrase) => [phrase.join(' '), phrase])).values()];
}

function withOneGap(word: Word): Word[][] {
  const { length } = word.text;
  if (length < 4 || length > MAX_PARTED) return [];
  return Array.from({ length: length - 1 }, (_, at) => [
    { ...word, text: word.text.slice(0, at + 1) },
    { ...word, text: word.text.slice(at + 1) },
  ]);
}

function withOwnGaps(words: readonly Word[]): Word[][] {
  const apart = words.map((word): Word => ({ ...word, gap: 'blank' }));
  if (words.length > MAX_PARTS) return [apart];
  let rows: Word[][] = [[]];
  for (const word of apart) {
    rows = rows.flatMap((row) => {
      const before = row.at(-1);
      const mayJoin = word.isHangul && before?.isHangul;
      const joined = mayJoin ? [[...row.slice(0, -1), { ...word, text: before.text + word.text }]] : [];
      return [...joined, [...row, word]];
    });
  }
  return rows;
}
