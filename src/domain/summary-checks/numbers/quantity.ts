import type { Unit } from './units.ts';

/** A number in a text, with its value: 1.5B, 1.5 billion and 15억 have the same value. */
export interface Quantity {
  /** The number as written, with its scale. */
  readonly text: string;
  readonly value: number;
  readonly unit: Unit | null;
  /** The size of the unit in seconds, bytes or hertz; 1 for other units or if there is no unit. */
  readonly size: number;
  /** Another reading: in 5만 남고, 만 can also mean "only". */
  readonly otherwise?: number;
  /** True if the number is spelled out: 세 가지, three. */
  readonly isWord: boolean;
  /** True if the number is part of a name: GPT-4, H100. */
  readonly isInName?: boolean;
  /** True if the number only labels a part: (2), Figure 3, step 1. */
  readonly isLabel?: boolean;
  /** True if the number follows from two others: 2 for "from 4.1 to 8.2". Only approximate numbers are compared with it. */
  readonly isDerived?: boolean;
  /** The values that an approximate number can have, both inclusive: 수십 배, 두 배 넘게. */
  readonly range?: readonly [number, number];
}

/**
 * Digits with thousands separators and decimals, but not exponents or subscripts. The look-behind is bounded: an
 * unbounded one would take quadratic time on a long run of digits.
 */
export const DIGITS = String.raw`(?<![\^_]-?[\d.]{0,30})(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)`;

export const toNumber = (digits: string): number => Number(digits.replaceAll(',', ''));

/** Scale letters, as in 1.5B and 128K: they directly follow the digits and do not start a word. */
const SUFFIXES: Readonly<Record<string, number>> = { k: 1e3, m: 1e6, b: 1e9, t: 1e12 };
const SUFFIX = /^([kKMBT])(?![A-Za-z])/;

/** Scale words, as in 1.5 billion; Korean texts use them too. */
export const SCALES: Readonly<Record<string, number>> = {
  dozen: 12,
  hundred: 100,
  thousand: 1e3,
  million: 1e6,
  billion: 1e9,
  trillion: 1e12,
};
const SCALE = new RegExp(`^[\\s-]?(${Object.keys(SCALES).join('|')})s?(?![A-Za-z])`, 'i');

/**
 * Returns the factor of the scale at the start of `behind`, the text after the digits, and the length of the scale in
 * characters; 1 and 0 if there is no scale.
 */
export function readScale(behind: string): { readonly factor: number; readonly length: number } {
  const word = behind.match(SCALE);
  if (word) return { factor: SCALES[(word[1] as string).toLowerCase()] ?? 1, length: word[0].length };
  const letter = behind.match(SUFFIX)?.[1];
  return letter ? { factor: SUFFIXES[letter.toLowerCase()] ?? 1, length: 1 } : { factor: 1, length: 0 };
}

/** Normalises powers and fractions, and removes LaTeX: $10^{5}$, 10⁵ → 10^5; ½ → 1/2. */
export function plainMath(text: string): string {
  return text
    .replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+/g, (power) => `^${power.normalize('NFKC').replace('−', '-')}`)
    .replace(/\\times|\\cdot/g, '×')
    .replace(/\\%/g, '%')
    .replace(/\\(?:d?frac)\{(\d+)\}\{(\d+)\}/g, '$1/$2')
    .replace(/\{,\}|\\,(?=\s?\d{3})/g, ',')
    .replace(/\\,/g, '')
    .replace(/\\[a-zA-Z]+/g, ' ')
    .replace(/[{}$]/g, '')
    .replaceAll('~', ' ')
    .normalize('NFKC')
    .replaceAll('⁄', '/')
    .replaceAll('−', '-');
}

/** Returns true if the numbers are equal up to rounding errors. Infinity (10^999) is equal only to itself. */
export const isSame = (a: number, b: number): boolean =>
  a === b || Math.abs(a - b) <= 1e-9 * Math.min(Math.abs(a), Math.abs(b));

/** A part of a text: its index and its length in UTF-16 code units. */
export interface Span {
  readonly index: number;
  readonly length: number;
}

/** Replaces the spans, which are in order and do not overlap, with as many spaces. */
export function blankOut(text: string, spans: readonly Span[]): string {
  const parts: string[] = [];
  let end = 0;
  for (const { index, length } of spans) {
    parts.push(text.slice(end, index), ' '.repeat(length));
    end = index + length;
  }
  return parts.join('') + text.slice(end);
}
