import { FACTOR_OF, readEnglishWords } from './english-words.ts';
import { DIGITS, plainMath, type Quantity, readScale, toNumber } from './quantity.ts';
import { type Placed, readRatios } from './ratios.ts';
import { englishUnit } from './units.ts';

/** Reads all numbers in an English title or abstract. */
export function readEnglishNumbers(text: string): Quantity[] {
  const plain = plainMath(text);
  const digits = readDigits(plain);
  return [...digits, ...readRatios(plain, digits), ...readEnglishWords(plain)];
}

/** In "1.5-8B", "10 to 20%" and "0.9, 3.2 and 8.7 million", the scale or unit applies to all numbers. */
const IN_LIST = /^\s?(?:-|–|—|\/|,|vs\.?|,?\s?(?:to|and|or))\s?$/;
/** The maximum length of what stands between the numbers of a list, in characters. */
const MAX_SEPARATOR = 6;

/** Returns true for a number that only labels a part: (2), 2), Figure 3. */
const isLabel = (text: string, start: number, end: number) =>
  end - start < 3 &&
  (/\b(?:figure|fig\.?|table|section|stage|step|phase) $/i.test(text.slice(Math.max(start - 9, 0), start)) ||
    (text[end] === ')' && /(?:^|\s)\($|(?:^|\))[^(]*\s$/.test(text.slice(Math.max(start - 60, 0), start))));

function readDigits(text: string): Placed[] {
  const found: Placed[] = [];
  /** The numbers of a list whose scale and unit are not read yet. */
  let list: { readonly digits: string; readonly index: number; readonly end: number }[] = [];
  for (const { 0: digits, index } of text.matchAll(new RegExp(DIGITS, 'g'))) {
    const value = toNumber(digits);
    const end = index + digits.length;
    const before = text.slice(Math.max(index - 45, 0), index);
    const isFactor = FACTOR_OF.test(before);
    const role = { isInName: /[A-Za-z][-‐_]?$/.test(before), isLabel: isLabel(text, index, end) };
    const add = (length: number, amount: number, at: Pick<Placed, 'index' | 'end'> = { index, end }) => {
      const { unit = isFactor ? 'times' : null, size = 1 } =
        englishUnit(text.slice(end + length), amount) ?? {};
      const written = text.slice(at.index, at.end + length);
      found.push({ text: written, value: amount, unit, size, isWord: false, ...role, ...at });
      return unit;
    };
    const rest = text.slice(end);
    const power = rest.match(/^\s?\^\s?(-?\d+)/);
    if (power) {
      add(power[0].length, value ** Number(power[1]));
      continue;
    }
    const times = rest.match(/^\s?[×x*]\s?10\s?\^\s?(-?\d+)/);
    if (times) add(times[0].length, value * 10 ** Number(times[1]));
    const exponent = rest.match(/^e([+-]?\d+)(?![\d.])/i);
    if (exponent) add(exponent[0].length, value * 10 ** Number(exponent[1]));
    const fraction = rest.match(/^\s?\/\s?(\d+)(?![\d.,])/);
    if (fraction) add(fraction[0].length, value / Number(fraction[1]));

    const { factor, length } = readScale(rest);
    const unit = add(length, value * factor);
    const last = list.at(-1);
    const gap = last && index - last.end <= MAX_SEPARATOR ? text.slice(last.end, index) : '';
    if (!IN_LIST.test(gap)) list = [];
    if (factor === 1 && (unit === null || unit === 'count')) {
      list.push({ digits, index, end });
      continue;
    }
    for (const each of list) add(length, toNumber(each.digits) * factor, each);
    list = [];
  }
  return found.sort((a, b) => a.index - b.index);
}
