import { readNumberWords, type WordNumber } from './number-words.ts';
import { blankOut, DIGITS, plainMath, type Quantity, readScale, toNumber } from './quantity.ts';
import { koreanUnit } from './units.ts';

const SMALL: Readonly<Record<string, number>> = { 십: 10, 백: 100, 천: 1_000 };
const LARGE: Readonly<Record<string, number>> = { 만: 1e4, 억: 1e8, 조: 1e12 };

/** A factor after digits, as in 1만 2,000 and 3억 5천만. Words such as 만큼 and 조건 only look like factors. */
const FACTOR = /\s?(?:[십백천]*[만억조](?![큼각건합])|(?:십|백(?!분)|천)(?=[\s가-힣]))\s?/y;
const NEXT_NUMBER = new RegExp(DIGITS, 'y');
/** What follows digits that do not end a composite number but are the next number, as in 1만 30%. */
const BEFORE_UNIT = /[\d.,]*\s?[%배점]/y;
const STEP = new RegExp(`(${DIGITS})\\s?([십백천]*)([만억조]?)`, 'g');

/** A number in a text, as it is written there. */
interface Reading {
  readonly index: number;
  readonly written: string;
  readonly value: number;
}

/** Returns a reader of the numbers that match `pattern`; `evaluate` gets the groups of a match. */
const readPattern =
  (pattern: RegExp, evaluate: (groups: readonly string[]) => number) =>
  (text: string): Reading[] =>
    [...text.matchAll(pattern)].map((match) => ({
      index: match.index,
      written: match[0],
      value: evaluate(match.slice(1)),
    }));

/** Returns the length of what a sticky pattern matches at `at`; 0 if it does not match. */
function lengthAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** Reads numbers with factors. Goes from number to number, so that a long row of digits is read once. */
function readComposites(text: string): Reading[] {
  const found: Reading[] = [];
  let end = 0;
  for (const { 0: digits, index } of text.matchAll(new RegExp(DIGITS, 'g'))) {
    if (index < end) continue;
    end = index;
    for (let length = digits.length; length > 0; length = lengthAt(NEXT_NUMBER, text, end)) {
      const factor = lengthAt(FACTOR, text, end + length);
      if (factor === 0) break;
      end += length + factor;
    }
    if (end === index) continue;
    const last = lengthAt(NEXT_NUMBER, text, end);
    if (lengthAt(BEFORE_UNIT, text, end + last) === 0) end += last;
    const written = text.slice(index, end);
    found.push({ index, written, value: evaluateComposite(written) });
  }
  return found;
}

/** Numbers of several parts. A pattern starts only at the first of a row of digits, so that each row is read once. */
const READERS: readonly ((text: string) => Reading[])[] = [
  readPattern(
    /(?<!\d[,.]?)(\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)\s?분의\s?(\d+)/g,
    ([whole = '', part]) => Number(part) / toNumber(whole),
  ),
  readComposites,
  readPattern(
    /(?<!\d)(\d+(?:\.\d+)?)\s?[×x]\s?10\s?\^\s?(-?\d+)/g,
    ([digits, power]) => Number(digits) * 10 ** Number(power),
  ),
  readPattern(/(?<!\d)(\d+)\s?\^\s?(-?\d+)/g, ([base, power]) => Number(base) ** Number(power)),
  readPattern(/(?<!\d)(\d+)\s?\/\s?(\d+)(?![\d.,])/g, ([part, whole]) => Number(part) / Number(whole)),
  readPattern(/(?<!\d)(\d+(?:\.\d+)?e[+-]?\d+)/gi, ([written]) => Number(written)),
];

/** Reads all numbers in a Korean text. */
export function readKoreanNumbers(text: string): Quantity[] {
  // In a Korean text, ~ stands between the numbers of a range, and is no space as in LaTeX.
  const plain = plainMath(text.replaceAll('~', '∼'));
  const found: Quantity[] = [];
  // Blank out each number once it has been read, so that its parts are not read again.
  let left = plain;
  for (const read of READERS) {
    const readings = read(left);
    for (const { index, written, value } of readings) {
      const end = index + written.trimEnd().length;
      add(found, written.trim(), value, plain.slice(end), plain.slice(Math.max(index - 4, 0), index));
    }
    left = blankOut(
      left,
      readings.map(({ index, written }) => ({ index, length: written.length })),
    );
  }
  for (const { 0: digits, index } of left.matchAll(new RegExp(DIGITS, 'g'))) {
    const { factor, length } = readScale(left.slice(index + digits.length));
    const end = index + digits.length + length;
    if (isLabel(left, index, end)) continue;
    const before = left.slice(Math.max(index - 4, 0), index);
    add(found, left.slice(index, end), toNumber(digits) * factor, left.slice(end), before);
  }
  for (const word of readNumberWords(plain)) found.push(toQuantity(word, plain));
  return found;
}

/** Returns true for the numbers of a list, as in (1) and 2). */
const isLabel = (text: string, start: number, end: number) =>
  end - start < 3 &&
  text[end] === ')' &&
  /(?:(?:^|\s)\(|(?:^|[:;.,]\s))$/.test(text.slice(Math.max(start - 2, 0), start));

function add(found: Quantity[], text: string, value: number, behind: string, before: string): void {
  if (/분의/.test(text)) {
    found.push({ ...toMultiple(text, value, before, behind), isWord: false });
    return;
  }
  const { unit = null, size = 1 } = koreanUnit(behind) ?? {};
  const range = rangeOf(text, value, before, behind);
  const otherwise =
    /^[\d.,]+만$/.test(text) && /^\s/.test(behind) ? Number.parseFloat(text.replaceAll(',', '')) : undefined;
  found.push({
    ...{ text, value, unit, size, isWord: false },
    ...(range && { range }),
    ...(otherwise !== undefined && { otherwise }),
  });
}

const ROUNDED_BEFORE = /(?:약|거의|대략) ?$/;
const ABOVE_BEHIND = /^\s?\S{0,5} ?(?:넘|남짓|웃)/;
const BELOW_BEHIND = /^\s?\S{0,5} ?(?:가까|육박)/;
const ROUNDED_BEHIND = /^\s?\S{0,5} ?(?:정도|가량|쯤)/;

/** A number that is said to be rounded can differ from the paper's in its last digit, except for zeros. */
function rangeOf(
  text: string,
  value: number,
  before: string,
  behind: string,
): readonly [number, number] | undefined {
  const isAbove = ABOVE_BEHIND.test(behind);
  const isBelow = BELOW_BEHIND.test(behind);
  if (!isAbove && !isBelow && !ROUNDED_BEFORE.test(before) && !ROUNDED_BEHIND.test(behind)) return undefined;
  const [digits = '', decimals = ''] = (text.match(/[\d.,]+/)?.[0] ?? '').replaceAll(',', '').split('.');
  const scale = value / Number(`${digits}.${decimals || 0}`) || 1;
  const zeros = decimals ? -decimals.length : (digits.match(/0+$/)?.[0].length ?? 0);
  const step = scale * 10 ** zeros;
  return [isAbove ? value : value - step, isBelow ? value : value + step];
}

/** Words that make a multiple approximate, before it and behind it. */
const ABOUT_BEFORE = /(?:약|거의|대략|최대|최소|무려) ?$/;
const ABOUT_BEHIND =
  /^\s?(?:배|곱절|의)?[로을를이가은는도]?\s?(?:가까|이상|이하|미만|남짓|정도|가량|쯤|안팎|내외|수준|넘|못|육박|웃)/;
const BELOW = /^[을를이도로에]?\s?(?:[가-힣]{1,5}\s)?(?:아래|이하|미만|못|안 |밑|[가-힣]*지 (?:못|않))/;
const ABOVE = /^[을를이도로에]?\s?(?:이상|넘|웃)/;

/** The factors by which a multiple in words can differ from the paper's number. */
function toleranceOf(value: number, before: string, behind: string): readonly [number, number] {
  if (value === 0.5 && BELOW.test(behind)) return [0, 1];
  if (value === 0.5 && ABOVE.test(behind)) return [1, 2];
  return ABOUT_BEFORE.test(before) || ABOUT_BEHIND.test(behind) ? [0.75, 1.5] : [0.9, 1.1];
}

/** A multiple in words is approximate, as in 두 배 for 1.9x; other numbers in words are not. */
function toQuantity({ index, written, value, range, unit: own }: WordNumber, text: string): Quantity {
  const end = index + written.length;
  const behind = text.slice(end, end + 20).replace(/^여/, '');
  const { unit = own ?? null, size = 1 } = koreanUnit(behind) ?? {};
  const quantity = { text: written.trim(), value, unit, size, isWord: true };
  if (range) return { ...quantity, range };
  return unit === 'times'
    ? toMultiple(written.trim(), value, text.slice(Math.max(index - 4, 0), index), behind)
    : quantity;
}

function toMultiple(text: string, value: number, before: string, behind: string): Quantity {
  const [least, most] = toleranceOf(value, before, behind);
  return { ...{ text, value, unit: 'times', size: 1, isWord: true }, range: [value * least, value * most] };
}

function evaluateComposite(written: string): number {
  let total = 0;
  for (const [, digits = '', small = '', large = ''] of written.matchAll(STEP)) {
    const factor = [...small].reduce((product, letter) => product * (SMALL[letter] ?? 1), LARGE[large] ?? 1);
    total += toNumber(digits) * factor;
  }
  return total;
}
