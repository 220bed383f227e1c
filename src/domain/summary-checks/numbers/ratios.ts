import type { Quantity } from './quantity.ts';

/** A number in digits, and where it stands. */
export interface Placed extends Quantity {
  readonly index: number;
  readonly end: number;
}

/** What stands between two numbers that are compared: from 8 GB to 4 GB, 12 instead of 24. */
const COMPARISON = /\b(?:to|vs|versus|than|against|instead|compared|rather|whereas|while)\b|→|->/;
/** What stands before the second number if the first is somewhere before: it rises to 38%. */
const RESULT = /\b(?:to|reach(?:es)?) (?:only |just |about |nearly )?$/;
/** The maximum distance of two numbers that are compared, in characters; of a result and its number before, in numbers. */
const MAX_APART = 120;
const MAX_NUMBERS = 3;

/** Returns the ratios of the numbers that a text compares with each other. */
export function readRatios(text: string, numbers: readonly Placed[]): Quantity[] {
  const found: Quantity[] = [];
  const before = new Map<string, Placed[]>();
  for (const number of numbers) {
    const { index, unit, size, isInName } = number;
    if (isInName) continue;
    const kind = unit === 'count' || unit === null ? 'things' : `${unit} ${size}`;
    const others = before.get(kind) ?? [];
    const isResult = kind !== 'things' && RESULT.test(text.slice(Math.max(index - 20, 0), index));
    const compared = isResult ? others : others.slice(-1).filter((other) => isCompared(text, other, number));
    found.push(...compared.map((other) => toRatio(other, number)));
    before.set(kind, [...others.slice(1 - MAX_NUMBERS), number]);
  }
  return found.filter(({ value }) => Number.isFinite(value));
}

function isCompared(text: string, { end }: Placed, { index }: Placed): boolean {
  if (index - end > MAX_APART) return false;
  const between = text.slice(end, index);
  return COMPARISON.test(between) && !/[.?!]\s/.test(between);
}

const toRatio = (a: Placed, b: Placed): Quantity => ({
  ...{ text: `${a.text}, ${b.text}`, value: Math.max(a.value, b.value) / Math.min(a.value, b.value) },
  ...{ unit: 'times', size: 1, isWord: false, isDerived: true },
});
