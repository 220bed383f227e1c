import { fold, type Name } from './names.ts';

/** Lengths of the names that are compared, in characters: short ones resemble each other (DPO, PPO), long ones are none. */
const LENGTHS = { least: 4, most: 40 } as const;

/** Returns true if one letter more, less, or other, or two swapped ones, turn one text into the other. */
export function isOneEdit(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1 || a === b) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < Math.min(a.length, b.length) - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const isSwapped = left.length === 2 && left[0] === right[1] && left[1] === right[0];
  return isSwapped || (left.length <= 1 && right.length <= 1);
}

/** British and American spellings, plurals and inflections are no slips. */
const plainSpelling = (folded: string) =>
  folded.replace(/(.)\1/g, '$1').replaceAll('ou', 'o').replaceAll('s', 'z').replace(/z$/, '');
const isInflected = (a: string, b: string) =>
  (a.startsWith(b) || b.startsWith(a)) && /[sdrny]$/.test(a.length > b.length ? a : b);

/** Acronyms of the same length can differ in a letter: SFT and RFT. */
const isOtherAcronym = (a: string, b: string) =>
  a.length === b.length && /^[A-Z]+$/.test(a) && /^[A-Z]+$/.test(b) && !isSwapped(a, b);

/** Returns true if the texts have the same letters in another order. */
const isSwapped = (a: string, b: string) => [...a].sort().join('') === [...b].sort().join('');

/**
 * Creates a function that returns true if a name is misspelled: it is one edit away from a name of the paper, as VideoRPE
 * is from VideoRoPE. `names` are the paper's.
 */
export function createSlipFinder(names: readonly Name[]): (name: Name) => boolean {
  const distinct = new Map(
    names.filter(({ text }) => text.length <= LENGTHS.most).map((name) => [fold(name.text), name]),
  );
  return ({ text, isSure }) => {
    const folded = fold(text);
    if (text.length > LENGTHS.most) return false;
    for (const [other, name] of distinct) {
      if (Math.max(folded.length, other.length) < LENGTHS.least && !isSwapped(folded, other)) continue;
      if (!isOneEdit(folded, other) || isOtherAcronym(text, name.text)) continue;
      const isWord = !isSure && !name.isSure;
      if (isWord && isInflected(folded, other)) continue;
      if (isWord && plainSpelling(folded) === plainSpelling(other)) continue;
      if (folded.replace(/s$/, '') !== other.replace(/s$/, '')) return true;
    }
    return false;
  };
}
