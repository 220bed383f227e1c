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

const NATIVE: Readonly<Record<string, number>> = {
  두: 2,
  둘: 2,
  세: 3,
  셋: 3,
  네: 4,
  넷: 4,
  다섯: 5,
  여섯: 6,
  일곱: 7,
  여덟: 8,
  아홉: 9,
  열: 10,
  열한: 11,
  열두: 12,
  열세: 13,
  열네: 14,
  열다섯: 15,
  스무: 20,
  서른: 30,
  마흔: 40,
  쉰: 50,
};
/** Counters. Unless one of these follows, 세 and 네 are not numbers but other words. */
const COUNTERS =
  '가지|개|배|단계|번째|번|종류|종|편|명|곳|쪽|차례|층|축|분야|영역|과제|모델|방법|방식|요소|데이터셋|벤치마크|언어|갈래|부분|줄기|모드|조건|유형|측면|수준|달|해|시간|문제|작업|실험|환경|도메인|관점|원리|사람|기둥|눈금|손|장';
const NATIVE_NUMBER = new RegExp(
  `(?<![가-힣])(열다섯|열한|열두|열세|열네|다섯|여섯|일곱|여덟|아홉|스무|서른|마흔|두|둘|세|셋|네|넷|열|쉰)(?:\\s?(?=${COUNTERS})|(?=[은는이가을를로의과와도,. ]|$)(?<=둘|셋|넷|다섯|여섯))`,
  'g',
);

/**
 * Sino-Korean numbers, such as 구백 퍼센트 and 삼십 배. They count only before a unit, because 이십 and 백 are also parts of other
 * words.
 */
const SINO_NUMBER =
  /(?<![가-힣\d])(?:[일이삼사오육칠팔구]?[십백천])+[일이삼사오육칠팔구]?\s?(?=퍼센트|%|배(?![가-힣])|점)/g;
const SINO_DIGITS = '영일이삼사오육칠팔구';

function readSino(written: string): number {
  let total = 0;
  let digit = 0;
  for (const letter of written) {
    const at = SINO_DIGITS.indexOf(letter);
    if (at >= 0) digit = at;
    else {
      total += (digit || 1) * (SMALL[letter] ?? 1);
      digit = 0;
    }
  }
  return total + digit;
}

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
    /(?<!\d,?)(\d{1,3}(?:,\d{3})+|\d+)\s?분의\s?(\d+)/g,
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
  const plain = plainMath(text);
  const found: Quantity[] = [];
  // Blank out each number once it has been read, so that its parts are not read again.
  let left = plain;
  for (const read of READERS) {
    const readings = read(left);
    for (const { index, written, value } of readings) {
      add(found, written.trim(), value, plain.slice(index + written.trimEnd().length));
    }
    left = blankOut(
      left,
      readings.map(({ index, written }) => ({ index, length: written.length })),
    );
  }
  for (const { 0: digits, index } of left.matchAll(new RegExp(DIGITS, 'g'))) {
    const { factor, length } = readScale(left.slice(index + digits.length));
    const end = index + digits.length + length;
    add(found, left.slice(index, end), toNumber(digits) * factor, left.slice(end));
  }
  for (const { 0: written, 1: word = '', index } of plain.matchAll(NATIVE_NUMBER)) {
    add(found, written.trim(), NATIVE[word] ?? 0, plain.slice(index + written.length), true);
  }
  for (const { 0: written, index } of plain.matchAll(SINO_NUMBER)) {
    add(found, written.trim(), readSino(written.trim()), plain.slice(index + written.length));
  }
  for (const { 0: written } of plain.matchAll(/절반/g)) add(found, written, 0.5, '', true);
  return found;
}

function add(found: Quantity[], text: string, value: number, behind: string, isWord = false): void {
  const { unit = null, size = 1 } = koreanUnit(behind) ?? {};
  found.push({ text, value, unit, size, isWord });
}

function evaluateComposite(written: string): number {
  let total = 0;
  for (const [, digits = '', small = '', large = ''] of written.matchAll(STEP)) {
    const factor = [...small].reduce((product, letter) => product * (SMALL[letter] ?? 1), LARGE[large] ?? 1);
    total += toNumber(digits) * factor;
  }
  return total;
}
