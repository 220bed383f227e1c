import { type Quantity, SCALES } from './quantity.ts';
import { englishUnit, type Unit } from './units.ts';

const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const WORDS = new Map<string, number>([
  ...ONES.map((word, value) => [word, value] as const),
  ...TENS.map((word, at) => [word, (at + 2) * 10] as const),
]);

/** Patterns of words that imply a number, each with the number and its unit. */
const OTHERS: readonly (readonly [RegExp, number, Unit | null])[] = [
  [/\b(?:a|an|single|sole|once|first|unified|uni\w+)\b/gi, 1, null],
  [
    /\b(?:both|dual|pairs?|paired|pairwise|second|secondly|bi(?:directional|lingual|level|modal|lateral|partite)\w*|binary|duo|two-way|either|counterparts?)\b/gi,
    2,
    null,
  ],
  [/\b(?:twice|doubl\w+|two-?fold|halv\w+)\b/gi, 2, 'times'],
  [/\b(?:third|triplets?|triads?|trio|ternary|tri(?:modal|plane|lingual|lemma)\w*)\b/gi, 3, null],
  [/\b(?:thrice|tripl\w+|three-?fold)\b/gi, 3, 'times'],
  [/\b(?:fourth|quadrupeds?|quaternary|quartets?)\b/gi, 4, null],
  [/\b(?:quadrupl\w+|four-?fold)\b/gi, 4, 'times'],
  [/\bfifth\b/gi, 5, null],
  [/\b(?:five-?fold)\b/gi, 5, 'times'],
  [/\bten-?fold\b/gi, 10, 'times'],
  [/\bhundred-?fold\b/gi, 100, 'times'],
  [/\bdecades?\b/gi, 10, null],
  [/\b(?:dozens?|tens)\b(?! of (?:th|mill|bill|trill))/gi, 12, null],
  [/\bhundreds?\b(?! (?:of )?(?:th|mill|bill|trill))/gi, 100, null],
  ...['thousand', 'million', 'billion', 'trillion'].map(
    (scale, power) =>
      // Of "28 billion", the scale is no number of its own.
      [
        new RegExp(
          `(?<!(?:\\d|\\b(?:${[...ONES, ...TENS].join('|')}))[\\s-]?|(?:tens|dozens|hundreds) of )\\b${scale}s?\\b`,
          'gi',
        ),
        1e3 ** (power + 1),
        null,
      ] as const,
  ),
  ...['tens', 'hundreds'].flatMap((word, at) =>
    ['thousand', 'million', 'billion', 'trillion'].map(
      (scale, power) =>
        [new RegExp(`\\b${word} of ${scale}s?\\b`, 'gi'), 10 ** (at + 1 + 3 * (power + 1)), null] as const,
    ),
  ),
  [/\b(?:half|halv\w+)\b/gi, 0.5, null],
  [/\b(?:half|halv\w+)\b/gi, 50, 'share'],
  ...ONES.slice(4).map((word, at) => [new RegExp(`\\b${word}fold\\b`, 'gi'), at + 4, 'times'] as const),
  [/\bthirds?\b/gi, 1 / 3, null],
  [/\btwo[ -]thirds\b/gi, 2 / 3, null],
  [/\b(?:quarters?|fourths?)\b/gi, 0.25, null],
  [/\bfifths?\b/gi, 0.2, null],
  [/\bsixths?\b/gi, 1 / 6, null],
  [/\beighths?\b/gi, 0.125, null],
  [/\btenths?\b/gi, 0.1, null],
  [/\bthree[ -]quarters\b/gi, 0.75, null],
  // A month counts as a number only before a day or a year: "May" and "March" are also ordinary words.
  ...'January February March April May June July August September October November December'
    .split(' ')
    .map(
      (name, at) =>
        [new RegExp(`\\b${name}\\b(?=,? (?:of )?\\d)|(?<=\\d )${name}\\b`, 'g'), at + 1, null] as const,
    ),
  [/\bno\b|\bwithout\b|\bnon-?\w/gi, 0, null],
];
/** What is more than half. */
const MAJORITY = /\b(?:most|majority|predominantly|largely)\b/gi;

/** What makes the number behind it a multiple. */
export const FACTOR_OF =
  /\b(?:factors?|ratio|speed-?ups?|accelerations?|reductions?|improvements?) of (?:up to |about |around |roughly |nearly |over |almost |more than |at least )?$|\b(?:multipl|divid)\w{0,3} (?:[\w-]{1,20} ){0,4}by $/i;

const WORD = [...WORDS.keys()].join('|');
const SCALE = Object.keys(SCALES).join('|');
const NUMBER_WORDS = new RegExp(
  `\\b(?:(${TENS.join('|')})[- ](${ONES.slice(1, 10).join('|')})|(${WORD}))(?:[- ](${SCALE})s?)?\\b|\\b(?:a|per)[- ](${SCALE})\\b`,
  'gi',
);

const readSpelled = (text: string): Quantity[] =>
  [...text.matchAll(NUMBER_WORDS)].map(
    ({ 0: written, 1: tens, 2: ones, 3: word, 4: scale, 5: bare, index }) => {
      const of = (name: string | undefined) => WORDS.get(name?.toLowerCase() ?? '') ?? 0;
      const factor = SCALES[(scale ?? bare ?? '').toLowerCase()] ?? 1;
      const value = bare ? factor : (word ? of(word) : of(tens) + of(ones)) * factor;
      const isFactor = FACTOR_OF.test(text.slice(Math.max(index - 45, 0), index));
      const { unit = isFactor ? 'times' : null, size = 1 } =
        englishUnit(text.slice(index + written.length)) ?? {};
      return { text: written, value, unit, size, isWord: true };
    },
  );

function readOthers(text: string): Quantity[] {
  return OTHERS.flatMap(([pattern, value, unit]) =>
    [...text.matchAll(pattern)].map(([written]) => ({ text: written, value, unit, size: 1, isWord: true })),
  );
}

/** "two orders of magnitude" is a factor of 100, "orders of magnitude" one of 10 to 1,000. */
const MAGNITUDES = new RegExp(
  `(?:\\b(an?|single|${WORD})(?:[ -](?:to|or)[ -](${WORD}))?|(\\d)(?:\\s?[-–]\\s?(\\d)|\\+)?)?[ -](?:full )?orders?[ -]of[ -]magnitude`,
  'gi',
);

function readMagnitudes(text: string): Quantity[] {
  const powerOf = (word: string) => WORDS.get(word.toLowerCase()) ?? (Number.parseInt(word, 10) || 1);
  return Array.from(text.matchAll(MAGNITUDES), ([written, ...words]) => {
    const given = words.filter((word) => word !== undefined).map(powerOf);
    const powers = given.length > 0 ? given : [1, 2, 3];
    const quantity = { text: written, unit: 'times', size: 1, isWord: true } as const;
    return powers.map((power) => ({ ...quantity, value: 10 ** power }));
  }).flat();
}

/** Lists are numbered in Roman numerals, too: a text can count up to the last one. */
const ROMANS = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii'];

const readRomans = (text: string): Quantity[] =>
  Array.from(text.matchAll(/\((i{1,3}|iv|vi{0,3})\)/g), ([written, numeral = '']) => ({
    ...{ text: written, value: ROMANS.indexOf(numeral) + 1 },
    ...{ unit: null, size: 1, isWord: true, isLabel: true },
  }));

/** Fractions such as "nine tenths". */
const PARTS: Readonly<Record<string, number>> = {
  ...{ third: 3, quarter: 4, fourth: 4, fifth: 5, sixth: 6, seventh: 7, eighth: 8, ninth: 9, tenth: 10 },
};
const FRACTION = new RegExp(`\\b(${WORD})[- ](${Object.keys(PARTS).join('|')})s\\b`, 'gi');

const readFractions = (text: string): Quantity[] =>
  Array.from(text.matchAll(FRACTION), ([written, part = '', whole = '']) => ({
    ...{ text: written, value: (WORDS.get(part.toLowerCase()) ?? 0) / (PARTS[whole.toLowerCase()] ?? 1) },
    ...{ unit: null, size: 1, isWord: true },
  }));

const readMajority = (text: string): Quantity[] =>
  Array.from(text.matchAll(MAJORITY), ([written]) => ({
    ...{ text: written, value: 0.6, unit: null, size: 1, isWord: true, isDerived: true },
  }));

/** Reads all numbers that an English text spells out or implies. */
export const readEnglishWords = (text: string): Quantity[] =>
  [readSpelled, readOthers, readMagnitudes, readFractions, readRomans, readMajority].flatMap((read) =>
    read(text),
  );
