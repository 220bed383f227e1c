import { DIGITS, plainMath, type Quantity, readScale, SCALES, toNumber } from './quantity.ts';
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
          `(?<!(?:[\\d.]|\\b(?:${[...ONES, ...TENS].join('|')}))[\\s-]?|(?:tens|dozens|hundreds) of )\\b${scale}s?\\b`,
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
    .map((name, at) => [new RegExp(`\\b${name}\\b(?=,? (?:of )?\\d)`, 'g'), at + 1, null] as const),
  [/\bno\b|\bwithout\b|\bnon-?\w/gi, 0, null],
];
/** What is more than half. */
const MAJORITY = /\b(?:most|majority|predominantly|largely)\b/gi;

/** Reads all numbers in an English title or abstract. */
export function readEnglishNumbers(text: string): Quantity[] {
  const plain = plainMath(text);
  return [
    ...readDigits(plain),
    ...readWords(plain),
    ...readOthers(plain),
    ...readMagnitudes(plain),
    ...readRomans(plain),
    ...Array.from(plain.matchAll(MAJORITY), ([written]) => ({
      ...{ text: written, value: 0.6, unit: null, size: 1, isWord: true, isDerived: true },
    })),
  ];
}

/** In "1.5-8B" and "10 to 20%", the scale or unit applies to both numbers. */
const RANGE = new RegExp(`^\\s?(?:-|–|—|to|and|/|,|vs\\.?)\\s?(${DIGITS})`);
/** Returns true for a number that only labels a part: (2), Figure 3. */
const isLabel = (text: string, start: number, end: number) =>
  end - start < 3 &&
  (/\b(?:figure|fig\.?|table|section|stage|step|phase) $/i.test(text.slice(Math.max(start - 9, 0), start)) ||
    (text[end] === ')' && /(?:^|\s)\($/.test(text.slice(Math.max(start - 2, 0), start))));
/** What makes the number behind it a multiple. */
const FACTOR_OF =
  /\b(?:factors?|ratio|speed-?ups?|accelerations?|reductions?|improvements?) of (?:up to |about |around |roughly |nearly |over |almost |more than |at least )?$/i;

function readDigits(text: string): Quantity[] {
  const found: Quantity[] = [];
  let role: Pick<Quantity, 'isInName' | 'isLabel'> = {};
  let isFactor = false;
  const add = (written: string, value: number, behind: string) => {
    const { unit = isFactor ? 'times' : null, size = 1 } = englishUnit(behind, value) ?? {};
    found.push({ text: written, value, unit, size, isWord: false, ...role });
  };
  let last: Compared | null = null;
  for (const { 0: digits, index } of text.matchAll(new RegExp(DIGITS, 'g'))) {
    const value = toNumber(digits);
    const end = index + digits.length;
    const before = text.slice(Math.max(index - 45, 0), index);
    role = { isInName: /[A-Za-z][-‐_]?$/.test(before), isLabel: isLabel(text, index, end) };
    isFactor = FACTOR_OF.test(before);
    const rest = text.slice(end);
    const power = rest.match(/^\s?\^\s?(-?\d+)/);
    if (power) {
      add(`${digits}${power[0]}`, value ** Number(power[1]), rest.slice(power[0].length));
      continue;
    }
    const times = rest.match(/^\s?[×x*]\s?10\s?\^\s?(-?\d+)/);
    if (times) add(`${digits}${times[0]}`, value * 10 ** Number(times[1]), rest.slice(times[0].length));
    const exponent = rest.match(/^e([+-]?\d+)(?![\d.])/i);
    if (exponent)
      add(`${digits}${exponent[0]}`, value * 10 ** Number(exponent[1]), rest.slice(exponent[0].length));
    const fraction = rest.match(/^\s?\/\s?(\d+)(?![\d.,])/);
    if (fraction) add(`${digits}${fraction[0]}`, value / Number(fraction[1]), rest.slice(fraction[0].length));

    const { factor, length } = readScale(rest);
    add(`${digits}${rest.slice(0, length)}`, value * factor, rest.slice(length));
    const range = rest.match(RANGE);
    if (range && factor === 1) {
      const behind = rest.slice(range[0].length);
      const scale = readScale(behind);
      const unit = englishUnit(behind.slice(scale.length));
      if (scale.factor > 1 || unit)
        add(`${digits}${range[0]}`, value * scale.factor, behind.slice(scale.length));
    }
    const compared: Compared = { index, end, value: value * factor };
    if (last) found.push(...readRatio(text, last, compared));
    last = compared;
  }
  return found;
}

/** A number in digits, and where it stands. */
interface Compared {
  readonly index: number;
  readonly end: number;
  readonly value: number;
}
/** What stands between two numbers that are compared: from 8 GB to 4 GB, 12 instead of 24. */
const COMPARISON = /\b(?:to|vs|versus|than|against|instead|compared|rather)\b|→|->/;
/** The maximum distance of two numbers that are compared, in characters. */
const MAX_APART = 60;

/** Returns the ratio of two numbers that are compared with each other. */
function readRatio(text: string, a: Compared, b: Compared): Quantity[] {
  if (b.index - a.end > MAX_APART || !COMPARISON.test(text.slice(a.end, b.index))) return [];
  const value = Math.max(a.value, b.value) / Math.min(a.value, b.value);
  const quantity = { text: text.slice(a.index, b.end), unit: 'times', size: 1, isWord: false } as const;
  return Number.isFinite(value) ? [{ ...quantity, value, isDerived: true }] : [];
}

const WORD = [...WORDS.keys()].join('|');
const SCALE = Object.keys(SCALES).join('|');
const NUMBER_WORDS = new RegExp(
  `\\b(?:(${TENS.join('|')})[- ](${ONES.slice(1, 10).join('|')})|(${WORD}))(?:[- ](${SCALE})s?)?\\b|\\b(?:a|per)[- ](${SCALE})\\b`,
  'gi',
);

function readWords(text: string): Quantity[] {
  return [...text.matchAll(NUMBER_WORDS)].map(
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
}

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
