import { isSame, type Quantity } from './quantity.ts';

/** Whether the source contains a number from the text: with a matching unit, only with another unit, or not at all. */
export type Location = 'there' | 'other-unit' | 'nowhere';

/**
 * A rule that compares a number in a Korean text with a number in the source. It holds for the numbers in `example`.
 */
interface Rule {
  readonly example: { readonly text: string; readonly source: string };
  readonly holds: (number: Quantity, other: Quantity) => boolean;
}

const amountOf = ({ value, size }: Quantity) => value * size;
const isShare = ({ unit }: Quantity) => unit === 'share' || unit === 'points';
const isSameUnit = (a: Quantity, b: Quantity) => a.unit === b.unit || (isShare(a) && isShare(b));
/** Only a fraction is a percentage: a bare 2 is not 200%. */
const isFraction = (value: number) => !Number.isInteger(value) || value <= 1;
/** Rules under which a number in the source counts as equal in value to the text's number. */
export const SAME_VALUE: readonly Rule[] = [
  {
    example: { text: '0.005초', source: '5 ms' },
    holds: (number, other) => isSame(amountOf(other), amountOf(number)),
  },
  {
    example: { text: '15억', source: '1.5B' },
    holds: (number, other) => isSame(other.value, number.value),
  },
  {
    example: { text: '0.1', source: 'an order of magnitude' },
    holds: ({ value }, other) => other.unit === 'times' && value < 1 && isSame(other.value, 1 / value),
  },
  {
    example: { text: '30%', source: '0.3' },
    holds: (number, other) =>
      isShare(number) &&
      !isShare(other) &&
      isSame(other.value, number.value / 100) &&
      isFraction(other.value),
  },
  {
    example: { text: '0.3', source: '30%' },
    holds: (number, other) =>
      isShare(other) &&
      !isShare(number) &&
      isSame(other.value, number.value * 100) &&
      isFraction(number.value),
  },
];

/**
 * Rules under which an equal value does not count: a percentage or factor cannot come from a number word without a
 * unit, or from a number in a name.
 */
export const NO_RESULT: readonly Rule[] = [
  {
    example: { text: '2배', source: 'both' },
    holds: (number, other) => isResult(number) && isBareWord(other),
  },
  {
    example: { text: '4%', source: 'GPT-4' },
    holds: (number, other) => isResult(number) && other.unit === null && other.isInName === true,
  },
  {
    // A format gives its bits: FP4.
    example: { text: '4초', source: 'GPT-4' },
    holds: ({ unit }, other) =>
      unit !== null && unit !== 'count' && unit !== 'bits' && other.unit === null && other.isInName === true,
  },
  {
    example: { text: '2%', source: '(2) a lamp' },
    holds: ({ unit }, other) => unit !== null && unit !== 'count' && other.isLabel === true,
  },
];
const isResult = (number: Quantity) => isShare(number) || number.unit === 'times';
/** "zero" can be a result, too. */
const isBareWord = ({ text, unit, isWord }: Quantity) => unit === null && isWord && !/^zero$/i.test(text);

/** Units that things do not have: a number of things is neither a share nor a time. */
const isOfThings = ({ unit }: Quantity) => unit !== 'share' && unit !== 'time' && unit !== 'bytes';
/** Rules under which the units of two equal values agree. */
export const SAME_UNIT: readonly Rule[] = [
  {
    example: { text: '8개', source: 'on 8 x A100' },
    holds: (number, other) => number.unit === 'count' && isOfThings(other),
  },
  {
    example: { text: '81프레임', source: '81 frames' },
    holds: ({ unit }, other) => unit === 'rate' && other.unit === 'count',
  },
  { example: { text: '5', source: '5 ms' }, holds: ({ unit }) => unit === null },
  { example: { text: '5초', source: 'a 5' }, holds: (_number, other) => other.unit === null },
  {
    example: { text: '5초', source: '5 s' },
    holds: (number, other) => isSameUnit(number, other) && number.size === other.size,
  },
  {
    example: { text: '0.005초', source: '5 ms' },
    holds: (number, other) => isSameUnit(number, other) && isSame(amountOf(number), amountOf(other)),
  },
];

export function locate(number: Quantity, source: readonly Quantity[]): Location {
  // A zero without a unit is always accepted.
  if (number.value === 0 && number.unit === null) return 'there';
  const { range } = number;
  if (range && source.some((other) => isWithin(number, range, other))) return 'there';
  if (range && number.isWord) return 'nowhere';
  const holds = (rules: readonly Rule[]) => (other: Quantity) =>
    rules.some((rule) => rule.holds(number, other));
  const same = source
    .filter(({ isDerived }) => !isDerived)
    .filter(holds(SAME_VALUE))
    .filter((other) => !holds(NO_RESULT)(other));
  if (same.length === 0) return 'nowhere';
  // Number words such as "both" and "second" (2nd) have no unit: ignore them if the source also contains the value with a unit.
  const hasUnit = same.some(({ unit }) => unit !== null && unit !== 'count');
  const telling = hasUnit && number.unit !== 'count' ? same.filter((other) => !isBareWord(other)) : same;
  return telling.some(holds(SAME_UNIT)) ? 'there' : 'other-unit';
}

/** Returns true if a number of the source is among those that an approximate number of the text can stand for. */
function isWithin(number: Quantity, [least, most]: readonly [number, number], other: Quantity): boolean {
  const isIn = (it: number) => it >= least && it <= most;
  if (other.isLabel) return false;
  if (number.unit === 'times') return isMultiple(number, other, isIn);
  if (other.isDerived) return false;
  if (isShare(number)) return (isShare(other) || (other.unit === null && !other.isWord)) && isIn(other.value);
  if (number.unit === null) return isIn(other.value);
  if (number.unit === 'count') return isOfThings(other) && other.unit !== 'times' && isIn(other.value);
  // "hundreds of thousands of hours" is read without its unit.
  if (other.unit === null) return isIn(other.value);
  return other.unit === number.unit && isIn(amountOf(other) / number.size);
}

/** Half of something is 50%, and what has become 50% less; twice of it is 200%, and 100% more. */
function isMultiple({ value }: Quantity, other: Quantity, isIn: (value: number) => boolean): boolean {
  const isPart = value < 1;
  if (other.unit === 'times') return isIn(other.value) || isIn(1 / other.value);
  const share = other.value / 100;
  if (isShare(other))
    return isIn(share) || isIn(1 + share) || (isPart && isIn(1 - share)) || (value === 2 && isIn(1 / share));
  if (other.unit !== null) return false;
  // "A third", and "divided by 2.4".
  return other.value < 1
    ? isIn(other.value) || isIn(1 / other.value)
    : isPart && !Number.isInteger(other.value) && isIn(1 / other.value);
}

/** Slightly more than the tolerance of `isSame`, as a share. */
const TOLERANCE = 2e-9;

/**
 * Creates a function that locates numbers in one source, like `locate`. It compares a number only with those that can
 * be equal by `SAME_VALUE`, because a long source has thousands of numbers.
 */
export function createLocator(source: readonly Quantity[]): (number: Quantity) => Location {
  const withAmount = createLookUp(source, amountOf);
  const withValue = createLookUp(source, ({ value }) => value);
  return (number) => {
    const { value, range } = number;
    if (range) return locate(number, source);
    const values = [value, 1 / value, value / 100, value * 100];
    return locate(number, [...withAmount(amountOf(number)), ...values.flatMap(withValue)]);
  };
}

/** Returns a function that finds the numbers whose key is close to the wanted one. */
function createLookUp(
  source: readonly Quantity[],
  keyOf: (number: Quantity) => number,
): (wanted: number) => readonly Quantity[] {
  const compare = (a: number, b: number) => (a < b ? -1 : Number(a > b));
  const sorted = source.filter((it) => !Number.isNaN(keyOf(it))).sort((a, b) => compare(keyOf(a), keyOf(b)));
  /** Returns the index of the first number whose key is at least `wanted`. */
  const indexOf = (wanted: number) => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (keyOf(sorted[middle] as Quantity) < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (wanted) => {
    const found: Quantity[] = [];
    for (let at = indexOf(wanted * (1 - TOLERANCE)); at < sorted.length; at += 1) {
      const other = sorted[at] as Quantity;
      if (keyOf(other) > wanted * (1 + TOLERANCE)) break;
      found.push(other);
    }
    return found;
  };
}
