import { BLANKS, cleanText, toCompatible } from '../lib/text.ts';

/*
 * What phones, IMEs and pasted text make of ASCII punctuation (Unicode's confusables.txt; CLDR's quotation marks).
 */
const COLONS = ':：﹕︓ː˸∶꞉ꓽ';
const EQUALS = '=＝﹦꞊';
const COMMAS = ',，﹐︐､、﹑،;；﹔';
const FULL_STOPS = '.．。｡﹒';
const DASHES = '-－﹣﹘‐‑‒–—―−';
const TILDES = '~～〜∼˜';
const MIDDLE_DOTS = '·･・ㆍ‧•∙⋅';
/** The quotation marks by family: marks of one family close each other. */
const QUOTES = ['"＂“”„‟〝〞〟', "'＇‘’‚‛`´′″", '「」｢｣﹁﹂', '『』﹃﹄', '«»‹›', '〈〉', '《》'];
/** The family whose marks open and close anywhere; the others only where a word begins and ends. */
export const DOUBLE = 0;

const charClass = (characters: string): string => characters.replace(/[-\]\\^]/g, '\\$&');
const matcher = (characters: string) => new RegExp(`[${charClass(characters)}]`, 'gu');
const toSet = (...characters: readonly string[]): ReadonlySet<string> => new Set(characters.join(''));

const familyOf = new Map(
  QUOTES.flatMap((quotes, family) => [...quotes].map((quote) => [quote, family] as const)),
);
const [DOUBLE_QUOTES = ''] = QUOTES;

export const separators = toSet(COLONS, EQUALS);
export const commas = toSet(COMMAS);
/** The characters that can follow a value without belonging to it. */
export const PAUSES = COMMAS + FULL_STOPS;
export const pauses = toSet(PAUSES);
/** The characters that mean nothing where they stand alone between options. */
export const fillers = toSet(COMMAS, FULL_STOPS, COLONS, EQUALS, DASHES, MIDDLE_DOTS);

/**
 * Returns a text with blanks in place of the Hangul fillers, which look like blanks but count as invisible characters
 * (U+3164 is how games and messengers accept an empty name).
 */
export const fillersToBlanks = (text: string): string => text.replace(/[\u115F\u1160\u3164\uFFA0]/g, ' ');

/** Returns what stands between the blanks of a text. */
export const typedWords = (text: string): string[] =>
  text.split(new RegExp(`[${BLANKS}]+`, 'u')).filter(Boolean);

const BLANK = new RegExp(`[${BLANKS}]`, 'u');
export const isBlank = (character: string): boolean => BLANK.test(character);

/** Returns the family of a quotation mark, as a number; undefined for any other character. */
export const quoteFamily = (character: string): number | undefined => familyOf.get(character);

/**
 * Matches, from `lastIndex`, the name of an option up to and including its separator: `시각:`, `time =`. No name of ours
 * is longer than the maximum, not even in decomposed Hangul; it keeps the search for names linear.
 */
export const namePattern = (): RegExp => {
  const none = charClass(COLONS + EQUALS + QUOTES.join(''));
  return new RegExp(`([^${BLANKS}${none}]{1,60})[${BLANKS}]*[${charClass(COLONS + EQUALS)}]`, 'uy');
};
/** Matches a name that is attached to a colon, known or not. */
export const ATTACHED_NAME = new RegExp(
  `^([^${charClass(COLONS + QUOTES.join(''))}]+)[${charClass(COLONS)}](.*)$`,
  'su',
);

/** Removes the marks that end a quoted value. */
export const withoutDoubleQuotes = (text: string): string => text.replace(matcher(DOUBLE_QUOTES), ' ').trim();

const REPLACED: readonly (readonly [RegExp, string])[] = [
  [matcher(COMMAS.replace(';', '')), ','],
  [matcher(COLONS), ':'],
  [matcher(DASHES), '-'],
  [matcher(TILDES), '~'],
  [matcher(MIDDLE_DOTS), '·'],
  // NFKC would turn this one into a blank and an accent.
  [/´/g, "'"],
];

/**
 * Cleans a typed value: one line, no invisible characters, NFKC, and ASCII characters for what a phone or an IME types
 * in their place: `１８：００` becomes `18:00`.
 */
export const cleanTyped = (text: string): string =>
  cleanText(toCompatible(REPLACED.reduce((cleaned, [from, to]) => cleaned.replace(from, to), text)));
