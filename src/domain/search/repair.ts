import { convertHangulToQwerty, convertQwertyToHangul, disassemble, getChoseong } from 'es-hangul';
import { FIELDS, foldLabel } from '../fields/field.ts';
import { countSlips } from './count-slips.ts';
import { KNOWN_FORMS } from './terms.ts';
import { toWords } from './tokens.ts';

/** Known words with their letters; Hangul is decomposed, because a typo affects one key, not a whole syllable. */
export type Lexicon = readonly { readonly word: string; readonly letters: string }[];

/**
 * The maximum number of typos in a word. In a word of up to `SHORT` letters, the maximum is one, because two would
 * make too many other words similar: Dacheng is not caching, and 물건 is not 문헌.
 */
const MAX_SLIPS = 2;
const SHORT = 7;
const SHORTEST = 3;
/** The same for one unknown word among many, which need not be a typo. */
const SHORTEST_OF_MANY = 6;
const MAX_REPAIRS = 6;
/**
 * The maximum length of a text to correct, in UTF-16 code units: es-hangul takes quadratic time, and nobody types more
 * than this in the wrong layout.
 */
const MAX_LENGTH = 200;

/** The names of all fields. `FORMS` also contains their aliases, after the names. */
const NAMES = FIELDS.flatMap(({ ko, en, synsets }) => [ko, en, ...(synsets[0] ?? [])]);
const FORMS = [...NAMES, ...FIELDS.flatMap(({ synsets }) => synsets.slice(1).flat())];

/** Builds a lexicon of the names and aliases in the field list, whole and word by word, and of `titleWords`. */
export function makeLexicon(titleWords: readonly string[]): Lexicon {
  const words = new Set([
    ...FORMS.map((name) => foldLabel(name)),
    ...[...FORMS, ...KNOWN_FORMS].flatMap((name) => toWords(name).map(({ text }) => text)),
    ...titleWords,
  ]);
  return [...words]
    .filter((word) => /^[a-z\uAC00-\uD7A3]+$/.test(word) && disassemble(word).length >= SHORTEST)
    .map((word) => ({ word, letters: disassemble(word) }));
}

/**
 * Returns likely corrections of a query, best first. `words` are its terms, and `raw` is the query as typed. No paper
 * contains the terms in `unknown`: they might have been typed with the other keyboard layout (rkdghk), as initial
 * consonants (ㄱㅎㅎㅅ), or with typos.
 */
export function repairs(
  words: readonly string[],
  unknown: readonly string[],
  lexicon: Lexicon,
  raw = words.join(' '),
): string[] {
  if (unknown.length === 0) return [];
  const typed = words.join(' ');
  const joined = nearest(words.join('').replace(/ /g, ''), lexicon);
  const apart = repairEach(words, unknown, lexicon, SHORTEST);
  const candidates = [...otherKeyboard(raw.trim()), ...byBeginning(typed), ...joined, apart];
  // A search tries all spaces between Hangul words anyway.
  const same = foldLabel(typed);
  return [...new Set(candidates)].filter((repaired) => foldLabel(repaired) !== same).slice(0, MAX_REPAIRS);
}

/** Returns a query in which each word of `unknown` that is near a known word is corrected, the others are as they are. */
export function repairEach(
  words: readonly string[],
  unknown: readonly string[],
  lexicon: Lexicon,
  shortest = SHORTEST_OF_MANY,
): string {
  const isKnown = (text: string) => lexicon.some(({ word }) => word === text);
  // Any Hangul is some keys, so only what they spell can tell.
  const retyped = (word: string) =>
    otherKeyboard(word).find((other) => !/[a-z]/.test(other) || isKnown(other));
  const mend = (word: string) =>
    disassemble(word.slice(0, MAX_LENGTH)).length < shortest
      ? word
      : (retyped(word) ?? nearest(word, lexicon)[0] ?? word);
  return words.map((word) => (unknown.includes(word) ? mend(word) : word)).join(' ');
}

/** Returns the text that the same keys produce in the other keyboard layout, if any. Case matters: dPcmr becomes 예측. */
export function otherKeyboard(text: string): string[] {
  if (text.length > MAX_LENGTH) return [];
  if (/^[A-Za-z\s]+$/.test(text)) {
    const hangul = keysToHangul(text);
    // If single jamo remain, the text was not Korean.
    return /^[\uAC00-\uD7A3\s]+$/.test(hangul) ? [hangul] : [];
  }
  return /^[\u3131-\u318E\uAC00-\uD7A3\s]+$/.test(text) ? [convertHangulToQwerty(text)] : [];
}

/** Returns the Hangul that the same keys produce; '' if es-hangul throws, as it does for some words, such as "however". */
function keysToHangul(text: string): string {
  try {
    return convertQwertyToHangul(text);
  } catch {
    return '';
  }
}

/**
 * Returns the shortest field name that starts with the letters or initial consonants in `text`; if there is none, the
 * shortest alias that does.
 */
function byBeginning(text: string): string[] {
  const wanted = foldLabel(text);
  if (wanted.length < SHORTEST) return [];
  const isInitials = /^[ㄱ-ㅎ]+$/.test(wanted);
  const begins = (form: string) => foldLabel(isInitials ? getChoseong(form) : form).startsWith(wanted);
  const shortest = (forms: readonly string[]) => forms.filter(begins).sort((a, b) => a.length - b.length)[0];
  return [shortest(NAMES) ?? shortest(FORMS) ?? []].flat();
}

/** Returns up to three known words that differ from `word` by the fewest typos; none if all differ by too many. */
function nearest(word: string, lexicon: Lexicon): string[] {
  const letters = disassemble(word);
  if (letters.length < SHORTEST) return [];
  let most = letters.length <= SHORT ? 1 : MAX_SLIPS;
  let found: string[] = [];
  for (const { word: other, letters: otherLetters } of lexicon) {
    const slips = countSlips(letters, otherLetters, most);
    if (slips > most) continue;
    if (slips < most) found = [];
    most = slips;
    found.push(other);
  }
  return found.slice(0, 3);
}
