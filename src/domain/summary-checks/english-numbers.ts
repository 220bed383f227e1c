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
  [/\b(?:ten-?fold|orders? of magnitude)\b/gi, 10, 'times'],
  [/\bdecades?\b/gi, 10, null],
  [/\bdozens?\b/gi, 12, null],
  [/\bhundreds?\b/gi, 100, null],
  [/\bthousands?\b/gi, 1e3, null],
  [/\b(?:half|halv\w+)\b/gi, 0.5, null],
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

/** Reads all numbers in an English title or abstract. */
export function readEnglishNumbers(text: string): Quantity[] {
  const plain = plainMath(text);
  return [...readDigits(plain), ...readWords(plain), ...readOthers(plain)];
}

/** In "1.5-8B" and "10 to 20%", the scale or unit applies to both numbers. */
const RANGE = new RegExp(`^\\s?(?:-|–|—|to|and|/|,|vs\\.?)\\s?(${DIGITS})`);

function readDigits(text: string): Quantity[] {
  const found: Quantity[] = [];
  let isInName = false;
  const add = (written: string, value: number, behind: string) => {
    const { unit = null, size = 1 } = englishUnit(behind) ?? {};
    found.push({ text: written, value, unit, size, isWord: false, isInName });
  };
  for (const { 0: digits, index } of text.matchAll(new RegExp(DIGITS, 'g'))) {
    const value = toNumber(digits);
    isInName = /[A-Za-z][-‐_]?$/.test(text.slice(Math.max(index - 2, 0), index));
    const rest = text.slice(index + digits.length);
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
  }
  return found;
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
      const { unit = null, size = 1 } = englishUnit(text.slice(index + written.length)) ?? {};
      return { text: written, value, unit, size, isWord: true };
    },
  );
}

function readOthers(text: string): Quantity[] {
  return OTHERS.flatMap(([pattern, value, unit]) =>
    [...text.matchAll(pattern)].map(([written]) => ({ text: written, value, unit, size: 1, isWord: true })),
  );
}
