import { amountToken } from './tokens.ts';

/** A number with its scale, its unit, or both, such as 100만 or 4비트; its tokens are the same in any notation. */
export interface Amount {
  readonly text: string;
  readonly token: string;
  /** The token of the value without the unit; null for small numbers. */
  readonly value: string | null;
}

const SCALES = new Map<string | undefined, number>([
  ...[...['k', 'thousand', '천'].map((name) => [name, 1e3] as const)],
  ['만', 1e4],
  ['십만', 1e5],
  ...[...['m', 'million', '백만'].map((name) => [name, 1e6] as const)],
  ['천만', 1e7],
  ['억', 1e8],
  ...[...['b', 'billion', '십억'].map((name) => [name, 1e9] as const)],
  ['백억', 1e10],
  ['천억', 1e11],
  ...[...['t', 'trillion', '조'].map((name) => [name, 1e12] as const)],
]);
/** The names of each unit; the first one stands in its token. */
const UNITS: readonly (readonly string[])[] = [
  ['bit', '비트'],
  ['byte', '바이트'],
  ['times', '배', 'x', 'fold', 'time'],
  ['second', '초', 'sec'],
  ['minute', '분', 'min'],
  ['hour', '시간'],
  ['day', '일'],
  ['step', '단계', 'stage'],
  ['layer', '층'],
  ['frame', '프레임'],
  ['epoch', '에폭'],
  ['shot', '샷'],
  ['gb', '기가바이트', '기가'],
];
const unitNames = new Map(UNITS.flatMap((names) => names.map((name) => [name, names[0]] as const)));
const DIGITS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];
/** Numbers in words that need no digits: 백만, million-token. */
const BARE = ['백만', '천만', '십억', '백억', '천억', 'million', 'billion', 'trillion'];

const anyOf = (names: Iterable<string | undefined>) =>
  `(?:${[...names]
    .filter((name) => name !== undefined)
    .sort((a, b) => b.length - a.length)
    .join('|')})`;
const END = '(?![a-z\\d])';
const NUMBER = `\\d{1,15}(?:,\\d{3}){0,4}(?:\\.\\d{1,6})?|${DIGITS.join('|')}`;
/** A number, not one of a name (GPT-4, A100), with a scale, a unit, or both. */
const AMOUNT = new RegExp(
  `(?<![\\p{L}\\d.,-])(?:(${NUMBER})(?:[ -]?(${anyOf(SCALES.keys())})${END})?(?:[ -]?(${anyOf(unitNames.keys())})s?${END})?|(${anyOf(BARE)})(?![a-z\\d가-힣]))`,
  'gu',
);
/** Numbers from this on are amounts without a scale or a unit, too: 1,000,000. */
const LARGE = 100_000;

/** Splits a normalised text into its amounts and the texts between them. */
export function splitAmounts(text: string): (string | Amount)[] {
  const parts: (string | Amount)[] = [];
  let end = 0;
  for (const found of text.matchAll(AMOUNT)) {
    const [whole, number = '1', scale, unit, bare] = found;
    const count = DIGITS.includes(number) ? DIGITS.indexOf(number) + 1 : Number(number.replaceAll(',', ''));
    const value = Number((count * (SCALES.get(bare ?? scale) ?? 1)).toPrecision(9));
    if (!scale && !unit && !bare && value < LARGE) continue;
    const token = amountToken(`${value}${unitNames.get(unit ?? '') ?? ''}`);
    const isLarge = Boolean(scale || bare) || value >= LARGE;
    parts.push(text.slice(end, found.index), {
      text: whole.trim(),
      token,
      value: isLarge ? amountToken(String(value)) : null,
    });
    end = found.index + whole.length;
  }
  return [...parts, text.slice(end)];
}

/** Returns the tokens of the amounts in a normalised text. */
export const amountsIn = (text: string): string[] =>
  splitAmounts(text).flatMap((part) =>
    typeof part === 'string' ? [] : [...new Set([part.token, part.value ?? part.token])],
  );
