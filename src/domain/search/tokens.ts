import { normalizeText } from '../../lib/text.ts';

/**
 * A run of Hangul syllables, of single jamo, or of other letters and digits in normalised text: GPT-4를 contains
 * three.
 */
export interface Word {
  readonly text: string;
  readonly isHangul: boolean;
  /** The separator before this word; `wide` for any other separator, and for the first word. */
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

/** Normalises a text and splits it into words, at separators and where Hangul meets other letters or digits. */
export function toWords(text: string): Word[] {
  const normalized = normalizeText(text);
  let end = -1;
  return [...normalized.matchAll(RUN)].map(({ 0: run, index }) => {
    const between = end < 0 ? null : normalized.slice(end, index);
    end = index + run.length;
    return { text: run, isHangul: HANGUL.test(run), gap: GAPS.get(between) ?? 'wide' };
  });
}

/** Marks a pair of syllables with a gap between them; no other token of a text mixes Latin letters and Hangul. */
const JOINT = 'q';

/**
 * Converts an English plural to the singular, in both texts and queries: policies → policy, approaches → approach,
 * agents → agent.
 */
function toSingular(word: string): string {
  if (!word.endsWith('s')) return word;
  if (/^[a-z]{2,}[^aeiou]ies$/.test(word)) return `${word.slice(0, -3)}y`;
  if (/^[a-z]{2,}(?:ch|sh|x|ss)es$/.test(word)) return word.slice(0, -2);
  return /^[a-z\d]{2,}[^s]s$/.test(word) ? word.slice(0, -1) : word;
}

const GREEK =
  'alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau \
upsilon phi chi psi omega'.split(' ');

/** Writes Greek letters in Latin letters and drops accents, as people type them: π0 → pi0, Schölkopf → scholkopf. */
const toPlain = (word: string): string =>
  /^[a-z\d]*$/.test(word)
    ? word
    : word
        .normalize('NFD')
        .replace(/\p{M}+/gu, '')
        .replace(/[α-ω]/g, (letter) => GREEK[letter.charCodeAt(0) - 0x3b1] as string);

/**
 * Returns a word's tokens: for Hangul, overlapping pairs of syllables, or the only syllable; otherwise, its letters,
 * in the singular, and its digits, so that GPT4, GPT-4 and GPT 4 are equal.
 */
export function wordTokens({ text, isHangul }: Pick<Word, 'text' | 'isHangul'>): string[] {
  if (!isHangul) {
    const plain = toPlain(text);
    const parts = /^\D+$/.test(plain) ? [plain] : (plain.match(/\d+|\D+/g) ?? []);
    return parts.map(toSingular);
  }
  if (text.length === 1) return [text];
  return Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2));
}

/**
 * Returns the tokens of a text, separated by spaces: 강화 학습을 → 강화 q화학 학습 습을. A query finds this text with
 * or without the space. For each hyphen between two words of letters, they are added at the end as one: pre-train →
 * pre train pretrain.
 */
export function indexTokens(text: string): string {
  const words = toWords(text);
  return [...rowTokens(words), ...words.flatMap((_, at) => compoundToken(words, at) ?? [])].join(' ');
}

/** Returns the token of a word and the one before it if a hyphen joins them; null if none does. */
export function compoundToken(words: readonly Word[], at: number): string | null {
  const [before, word] = [words[at - 1], words[at]];
  if (!before || !word || word.gap !== 'hyphen' || word.isHangul || before.isHangul) return null;
  const [token = null, ...more] = wordTokens({ text: before.text + word.text, isHangul: false });
  return more.length > 0 ? null : token;
}

/** Returns the marked pair of a Hangul word and the one before it; null if they are not next to each other. */
export function jointToken(words: readonly Word[], at: number): string | null {
  const [before, word] = [words[at - 1], words[at]];
  const isNear = word?.gap === 'blank' || word?.gap === 'hyphen';
  return isNear && word.isHangul && before?.isHangul ? `${JOINT}${before.text.at(-1)}${word.text[0]}` : null;
}

/** Returns the tokens of consecutive words, including the marked pairs between Hangul words. */
function rowTokens(words: readonly Word[]): string[] {
  return words.flatMap((word, at) => {
    const joint = jointToken(words, at);
    return [...(joint ? [joint] : []), ...wordTokens(word)];
  });
}

/**
 * The maximum length, in syllables, of a Hangul word in which a space is tried at every position: each position adds a
 * phrase to the query.
 */
const MAX_PARTED = 24;
/** The maximum number of words in a phrase whose spaces between Hangul words are tried in every combination. */
const MAX_PARTS = 4;

/**
 * Returns the spellings in which a text can contain the given words, each as the tokens of a phrase, the plainest
 * first. Hangul words are tried joined, split once at any position (if they have four to `MAX_PARTED` syllables and
 * `gaps` is not `own`), and with some or all of their own spaces: 대규모 언어모델, 대규모 언어 모델. Other words are
 * tried separately and joined.
 */
export function spellings(words: readonly Word[], gaps: 'any' | 'own' = 'any'): string[][] {
  const text = words.map((word) => word.text).join('');
  const isHangul = words.every((word) => word.isHangul);
  const isOther = words.length > 1 && words.every((word) => !word.isHangul);
  const whole: Word = { text, isHangul, gap: 'blank' };
  const rows = [
    ...(isHangul ? [[whole], ...(gaps === 'any' ? withOneGap(whole) : [])] : []),
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

/**
 * Start the tokens of fields, authors, concepts and amounts. No token of a text mixes Hangul and letters in this order. (FTS5
 * drops characters for private use.)
 */
const FIELD_MARK = '분';
const AUTHOR_MARK = '인';
const CONCEPT_MARK = '말';
const AMOUNT_MARK = '수';
/** Stands between two authors. */
const NEXT_AUTHOR = `${AUTHOR_MARK}0`;

/** Returns the token of a paper that belongs to a field: a label says it, not the text. */
export const fieldToken = (id: string): string => `${FIELD_MARK}${id.replaceAll('-', '')}`;

/** Returns the token of a group of synonyms by its number. */
export const conceptToken = (number: number): string => `${CONCEPT_MARK}${number.toString(36)}`;

/** Returns the token of an amount, given as its value and unit: letters and digits only. */
export const amountToken = (amount: string): string => `${AMOUNT_MARK}${amount.replace(/[^a-z\d]/g, 'o')}`;

/** Returns the tokens of a part of an author's name. */
export const authorTokens = (text: string): string[] =>
  toWords(text)
    .flatMap(wordTokens)
    .map((token) => `${AUTHOR_MARK}${token}`);

/** Returns the tokens of a list of authors, with two marks between names, so that no match reaches across. */
export const authorsTokens = (names: readonly string[]): string =>
  names.map((name) => authorTokens(name).join(' ')).join(` ${NEXT_AUTHOR} ${NEXT_AUTHOR} `);
