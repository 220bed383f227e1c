import type { Unit } from './units.ts';

/** A number in words, and where it stands. */
export interface WordNumber {
  readonly index: number;
  /** The words, without the unit behind them. */
  readonly written: string;
  readonly value: number;
  /** The values that it can have, if it is vague: 수십 is 10 to 100. */
  readonly range?: readonly [number, number];
  /** The unit, if the words contain it: 절반. */
  readonly unit?: Unit;
}

const SMALL: Readonly<Record<string, number>> = { 십: 10, 백: 100, 천: 1_000 };
const LARGE: Readonly<Record<string, number>> = { 만: 1e4, 억: 1e8, 조: 1e12 };
const DIGITS = '영일이삼사오육칠팔구';
const digitOf = (letter: string) => (letter === '공' ? 0 : DIGITS.indexOf(letter));

/** Reads a Sino-Korean number: 이만 삼천 is 23,000, 구점팔 is 9.8. */
export function readSino(written: string): number {
  const [whole = '', decimals = ''] = written.split('점');
  let total = 0;
  let part = 0;
  let digit: number | null = null;
  for (const letter of whole) {
    if (letter in SMALL) {
      part += (digit ?? 1) * (SMALL[letter] ?? 1);
      digit = null;
    } else if (letter in LARGE) {
      total += (part + (digit ?? 0) || 1) * (LARGE[letter] ?? 1);
      part = 0;
      digit = null;
    } else {
      digit = (digit ?? 0) * 10 + digitOf(letter);
    }
  }
  const behind = [...decimals].map(digitOf).join('');
  return total + part + (digit ?? 0) + Number(`0.${behind || 0}`);
}

/**
 * A Sino-Korean number and what follows it. A single syllable is often another word, as in 이 점 and 천 개, and so are two
 * digits, as in 구조 and 조사.
 */
const SINO = '[영공일이삼사오육칠팔구십백천만억조]';
const LONG_SINO = `(?:(?=[영공일이삼사오육칠팔구조]{0,9}[십백천만억])${SINO}{2,40}|${SINO}{1,40}점[영공일이삼사오육칠팔구]{1,40})`;
const BEFORE_TIMES = '여?\\s?(?:배(?!치|열|포|경|터|송|선|출)|곱절)';
const BEFORE_SHARE = '\\s?(?:퍼센트|프로(?![가-힣])|%)';
const BEFORE_ANY = `${BEFORE_TIMES}|${BEFORE_SHARE}|\\s?(?:포인트|초(?!록|기|점|안|과)|시간|개(?!념|선)|명|장|건|편|종|토큰|파라미터|단계)|\\s점`;
const SINO_NUMBER = new RegExp(
  `(?<![가-힣\\d.])(?:${LONG_SINO}(?=${BEFORE_ANY})|${LONG_SINO.replaceAll('40', '4')}(?=점(?![가-힣]*(?:군|진|차)))|${SINO}(?=${BEFORE_SHARE})|[삼사오육칠팔구십백천만](?=${BEFORE_TIMES}))`,
  'g',
);
const SINO_FRACTION = new RegExp(`(?<![가-힣\\d])(${SINO}{1,9})\\s?분의\\s?(${SINO}{1,9})`, 'g');

/** Numbers such as 수십, 몇백만 and 수십억, by their power of ten. 수조 and 수백 are also other words. */
const VAGUE =
  /(?<![가-힣])(?:수|몇)\s?([십백천]?[만억](?![큼])|[십백천]|[십백천]조|조(?=\s?(?:개|원|토큰|달러|회|번|배|장|건|명|편|쌍|줄|시간|파라미터)))(?![가-힣]*심)/g;

const TENS = '열 스물 서른 마흔 쉰 예순 일흔 여든 아흔'.split(' ');
const ONES = '하나 둘 셋 넷 다섯 여섯 일곱 여덟 아홉'.split(' ');
const NATIVE = new Map([
  ...[...TENS.map((word, at) => [word, (at + 1) * 10] as const), ['스무', 20] as const],
  ...ONES.map((word, at) => [word, at + 1] as const),
  ...'한 두 세 네'.split(' ').map((word, at) => [word, at + 1] as const),
]);
/** Counters. Unless one of these follows, 세 and 네 are not numbers but other words. */
const COUNTERS =
  '가지|개|배(?!치|열|포|경|터|송|선|출)|곱절|단계|번째|번|종류|종|편|명|곳|쪽|차례|층|축|분야|영역|과제|모델|방법|방식|요소|데이터셋|벤치마크|언어|갈래|부분|줄기|모드|조건|유형|측면|수준|달|해|시간|문제|작업|실험|환경|도메인|관점|원리|사람|나라|기둥|눈금|손|장';
const NATIVE_NUMBER = new RegExp(
  `(?<![가-힣])(?:(${TENS.join('|')})?(한|두|세|네|${ONES.join('|')})|(${TENS.join('|')}|스무))(?:\\s?(?=${COUNTERS})|(?=[은는이가을를로의과와도,. ]|$)(?<=[둘셋넷섯]))`,
  'g',
);
/** Multiples such as 두세 배, by the smaller number. */
const PAIR = /(?<![가-힣])(두세|두어|서너|너덧|대여섯|예닐곱)\s?(?=배|곱절)/g;
const PAIRS: Readonly<Record<string, number>> = { 두세: 2, 두어: 2, 서너: 3, 너덧: 4, 대여섯: 5, 예닐곱: 6 };
/** A half, in the words that state a result. */
const HALF = /절반|(?<![가-힣])반(?=으로|의 반| 토막|값)/g;

/** Reads the numbers in words of a Korean text. */
export function readNumberWords(text: string): WordNumber[] {
  return [
    ...Array.from(text.matchAll(NATIVE_NUMBER), ({ 0: written, 1: tens, 2: ones, 3: alone, index }) => ({
      ...{ index, written },
      value: [tens, ones, alone].reduce((sum, word) => sum + (NATIVE.get(word ?? '') ?? 0), 0),
    })),
    ...Array.from(text.matchAll(SINO_NUMBER), ({ 0: written, index }) => ({
      ...{ index, written },
      value: readSino(written),
    })),
    ...Array.from(text.matchAll(SINO_FRACTION), ({ 0: written, 1: whole = '', 2: part = '', index }) => ({
      ...{ index, written, unit: 'times' as const },
      value: readSino(part) / readSino(whole),
    })),
    ...Array.from(text.matchAll(VAGUE), ({ 0: written, 1: scale = '', index }) => {
      const value = [...scale].reduce((product, it) => product * (SMALL[it] ?? LARGE[it] ?? 1), 1);
      return { index, written, value, range: [value, value * 10] as const };
    }),
    ...Array.from(text.matchAll(PAIR), ({ 0: written, 1: pair = '', index }) => {
      const value = PAIRS[pair] ?? 0;
      return { index, written, value, range: [value, value + 2] as const };
    }),
    ...Array.from(text.matchAll(HALF), ({ 0: written, index }) => ({
      ...{ index, written, unit: 'times' as const },
      value: 0.5,
    })),
  ];
}
