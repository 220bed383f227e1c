import { DIGITS, plainMath, type Quantity, readScale, toNumber } from './quantity.ts';
import { koreanUnit } from './units.ts';

const SMALL: Readonly<Record<string, number>> = { 십: 10, 백: 100, 천: 1_000 };
const LARGE: Readonly<Record<string, number>> = { 만: 1e4, 억: 1e8, 조: 1e12 };

/** Digits followed by factors, as in 1만 2,000 and 3억 5천만. Words such as 만큼 and 조건 only look like factors. */
const PART = String.raw`(?:${DIGITS})\s?(?:[십백천]*[만억조](?![큼각건합])|(?:십|백(?!분)|천)(?=[\s가-힣]))`;
const COMPOSITE = new RegExp(`(?:${PART}\\s?)+(?:(?:${DIGITS})(?![\\d.,]*\\s?[%배점]))?`, 'g');
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

/** Reads all numbers in a Korean text. */
export function readKoreanNumbers(text: string): Quantity[] {
  const plain = plainMath(text);
  const found: Quantity[] = [];
  // Matches start only at the first digit of a run: trying every digit of a long run would take quadratic time.
  const rest = [
    [/(?<!\d)(\d+)\s?분의\s?(\d+)/g, ([, whole, part]: readonly string[]) => Number(part) / Number(whole)],
    [COMPOSITE, ([written = '']: readonly string[]) => readComposite(written)],
    [
      /(?<!\d)(\d+(?:\.\d+)?)\s?[×x]\s?10\s?\^\s?(-?\d+)/g,
      ([, digits, power]: readonly string[]) => Number(digits) * 10 ** Number(power),
    ],
    [/(?<!\d)(\d+)\s?\^\s?(-?\d+)/g, ([, base, power]: readonly string[]) => Number(base) ** Number(power)],
    [
      /(?<!\d)(\d+)\s?\/\s?(\d+)(?![\d.,])/g,
      ([, part, whole]: readonly string[]) => Number(part) / Number(whole),
    ],
    [/(?<!\d)\d+(?:\.\d+)?e[+-]?\d+/gi, ([written]: readonly string[]) => Number(written)],
  ] as const;
  // Blank out each number once it has been read, so that its parts are not read again.
  let left = plain;
  for (const [pattern, evaluate] of rest) {
    left = left.replace(pattern, (...match) => {
      const groups = match.filter((part): part is string => typeof part === 'string').slice(0, -1);
      const [written = ''] = groups;
      const at = match.find((part) => typeof part === 'number') as number;
      add(found, written.trim(), evaluate(groups), plain.slice(at + written.trimEnd().length));
      return ' '.repeat(written.length);
    });
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

function readComposite(written: string): number {
  let total = 0;
  for (const [, digits = '', small = '', large = ''] of written.matchAll(STEP)) {
    const factor = [...small].reduce((product, letter) => product * (SMALL[letter] ?? 1), LARGE[large] ?? 1);
    total += toNumber(digits) * factor;
  }
  return total;
}
