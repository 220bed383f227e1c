import { readEnglishNumbers } from '../../../../src/domain/summary-checks/numbers/english-numbers.ts';
import { couldBeRight, inText, type Mutations, mentions, pick, replaceOne } from './kit.ts';

/** A result in digits with its unit, and the particle behind it. */
const RESULT = /(?<![A-Za-z\d.,\-^/~])\d[\d,]*(?:\.\d+)?(?:%포인트|%p|%|배|점)(?=[가-힣\s])/g;
/** Multiples in words, and what in a paper could make them right. */
const MULTIPLES: readonly (readonly [string, RegExp])[] = [
  ['삼십 배', /\b3\d|thirty|magnitude/i],
  ['서른 배', /\b3\d|thirty|magnitude/i],
  ['백 배', /\b(?:9\d|1\d\d)\b|hundred|magnitude/i],
  ['수십 배', /\d\d|ty\b|teen|dozen|magnitude|ten/i],
  [
    '두 배',
    /\b[12]\.\d|\b2\b|\b(?:4[5-9]|5[0-5]|[89]\d|1[01]\d|1[89]\d|2[01]\d)|two|twice|doubl|hal[fv]|times|fold|magnitude/i,
  ],
  [
    '절반',
    /\b0?\.[45]\d|\b[12]\.\d|\b2\b|\b(?:4\d|5\d)|1\/2|hal[fv]|twice|doubl|two|times|fold|most|majority/i,
  ],
];
const PARTICLES = ['로', '나', '까지', '가량'];

/** Returns true if the paper compares two numbers, whose ratio could be the multiple. */
const compares = (abstract: string) => readEnglishNumbers(abstract).some(({ isDerived }) => isDerived);

const DIGITS = [...'영일이삼사오육칠팔구'];
const inWords = (value: number): string => {
  const [whole, decimals] = String(value).split('.');
  const [ones = 0, tens = 0] = [...(whole ?? '')].reverse().map(Number);
  const spoken = `${tens > 1 ? DIGITS[tens] : ''}${tens > 0 ? '십' : ''}${ones > 0 || tens === 0 ? DIGITS[ones] : ''}`;
  return decimals ? `${spoken}점${[...decimals].map((digit) => DIGITS[Number(digit)]).join('')}` : spoken;
};

const VAGUE = [
  ['수십억', 1e9],
  ['수백억', 1e10],
  ['수조', 1e12],
  ['수백만', 1e6],
] as const;

export const NUMBER_MUTATIONS: Mutations = {
  'a multiple in words': inText((text, good, random) => {
    if (compares(good.abstract)) return null;
    const possible = MULTIPLES.filter(([, pattern]) => !mentions(good, pattern));
    const [words = ''] = pick(possible, random) ?? [];
    return words ? replaceOne(text, RESULT, random, () => `${words}${pick(PARTICLES, random)}`) : null;
  }),
  'a percentage in words, wrong': inText((text, { title, abstract }, random) =>
    replaceOne(text, /(?<![A-Za-z\d.,\-^/~])(\d{1,2}(?:\.\d)?)%(?!p|포인트)/g, random, ([, digits]) => {
      const value = (Number(digits) * 10 + 100) / 10;
      const isThere = readEnglishNumbers(`${title} ${abstract}`).some(
        (it) => Math.abs(it.value - value) < 1e-6,
      );
      return value >= 100 || isThere ? null : `${inWords(value)} 퍼센트`;
    }),
  ),
  'a number of the list as a result': (good, random, others) => {
    const mutate = inText((text) => replaceOne(text, RESULT, random, () => `${pick(['2', '3'], random)}%`));
    const { summary, easy, fields } = good;
    if (readEnglishNumbers(good.abstract).some(({ value }) => [0.02, 0.03, 2, 3].includes(value)))
      return null;
    const abstract = `${good.abstract} It has three parts: (1) a reader, (2) a writer and (3) a judge.`;
    const bad = mutate(good, random, others);
    return bad && { ...{ summary, easy, fields }, ...bad, abstract };
  },
  'a bare number as hundreds of percent': (good, random, others) => {
    if ([4, 5, 400, 500].some((value) => couldBeRight(value, good))) return null;
    const mutate = inText((text) => replaceOne(text, RESULT, random, () => `${pick([400, 500], random)}%`));
    const bad = mutate(good, random, others);
    return bad && { ...bad, abstract: `${good.abstract} We use 4 judges on 5 tasks.` };
  },
  'a percentage as a number of things': inText((text, { title, abstract }, random) =>
    replaceOne(text, /(?<![A-Za-z\d.,\-^/~])(\d{1,3}(?:\.\d+)?)%(?!p|포인트)/g, random, ([, digits]) => {
      const values = readEnglishNumbers(`${title} ${abstract}`).filter((it) => it.value === Number(digits));
      return values.every(({ unit }) => unit === 'share') ? `${digits}개` : null;
    }),
  ),
  'a number of things as a percentage': inText((text, { title, abstract }, random) =>
    replaceOne(
      text,
      /(?<![A-Za-z\d.,\-^/~만])(\d{1,2})(?:개|종|가지)(?=[가-힣\s])/g,
      random,
      ([, digits]) => {
        const values = readEnglishNumbers(`${title} ${abstract}`).filter((it) =>
          [1, 100, 0.01].some((factor) => Math.abs(it.value - Number(digits) * factor) < 1e-6),
        );
        return values.every(({ unit, isWord }) => unit === 'count' || (unit === null && isWord))
          ? `${digits}%`
          : null;
      },
    ),
  ),
  'a vague number of another size': inText((text, { title, abstract }, random) => {
    const numbers = readEnglishNumbers(`${title} ${abstract}`);
    const possible = VAGUE.filter(
      ([, size]) => !numbers.some(({ value }) => value >= size && value <= size * 10),
    );
    const isLarge = numbers.some(({ value }) => value >= 1e4);
    const [words] = pick(possible, random) ?? [];
    return words && isLarge
      ? replaceOne(
          text,
          /(?<![A-Za-z\d.,\-^/~])\d[\d,]*(?:만|억|조)?(?: [\d,]+)? ?(?=개|건|장|명)/g,
          random,
          () => `${words} `,
        )
      : null;
  }),
};
