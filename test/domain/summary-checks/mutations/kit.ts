import type { Summary } from '../../../../src/domain/paper/paper.ts';
import { readEnglishNumbers } from '../../../../src/domain/summary-checks/numbers/english-numbers.ts';
import { sentencesOf } from '../../../../src/domain/summary-checks/subject.ts';
import type { GoodSummary } from '../../../fixtures/quality/index.ts';

/** A bad summary; `abstract` replaces the paper's if the mistake needs another one. */
export interface Bad extends Summary {
  readonly abstract?: string;
}

/**
 * Turns a good summary into a bad one, or returns null if that is impossible. `random` returns numbers from 0 to 1.
 */
export type Mutation = (
  good: GoodSummary,
  random: () => number,
  others: readonly GoodSummary[],
) => Bad | null;
export type Mutations = Readonly<Record<string, Mutation>>;

export const pick = <T>(things: readonly T[], random: () => number): T | undefined =>
  things[Math.floor(random() * things.length)];

/** Changes one of the two texts, chosen at random, or the other if the chosen text cannot be changed. */
export const inText =
  (change: (text: string, good: GoodSummary, random: () => number) => string | null): Mutation =>
  (good, random) => {
    const { summary, easy, fields } = good;
    for (const part of random() < 0.8 ? (['summary', 'easy'] as const) : (['easy', 'summary'] as const)) {
      const changed = change(good[part], good, random);
      if (changed !== null && changed !== good[part]) return { summary, easy, fields, [part]: changed };
    }
    return null;
  };

/** Replaces a random match; returns null if nothing was replaced. */
export const replaceOne = (
  text: string,
  pattern: RegExp,
  random: () => number,
  by: (match: RegExpMatchArray) => string | null,
): string | null => {
  const match = pick([...text.matchAll(pattern)], random);
  const instead = match && by(match);
  return match && typeof instead === 'string'
    ? text.slice(0, match.index) + instead + text.slice((match.index ?? 0) + match[0].length)
    : null;
};

/** Inserts text after a random sentence. */
export const behindASentence = (text: string, addition: string, random: () => number): string => {
  const sentences = sentencesOf(text);
  const at = Math.floor(random() * sentences.length) + 1;
  return [...sentences.slice(0, at), addition, ...sentences.slice(at)].join(' ');
};

/** Matches an integer or decimal number that is not part of a name. */
export const NUMBER = /(?<![A-Za-z\d.,\-^/])\d[\d,]*(?:\.\d+)?(?![\d.,^/]*\d)(?![A-Za-z-])/g;

/** Returns another number of the same form that is not in the paper; null if none is found. */
export function otherNumber(
  written: string,
  { title, abstract }: GoodSummary,
  random: () => number,
): string | null {
  const digits = [...written];
  const places = digits.flatMap((digit, at) => (/\d/.test(digit) ? [at] : []));
  for (let tries = 0; tries < 20; tries += 1) {
    const at = pick(places, random) ?? 0;
    const other = [...digits];
    other[at] = String(1 + Math.floor(random() * 9));
    const made = other.join('');
    const plain = made.replaceAll(',', '');
    if (made !== written && Number(plain) > 12 && !`${title} ${abstract}`.replaceAll(',', '').includes(plain))
      return made;
  }
  return null;
}

/** Returns a mutation that inserts one of the sentences. */
export const saying = (sentences: readonly string[]): Mutation =>
  inText((text, _good, random) => behindASentence(text, pick(sentences, random) ?? '', random));

/** Returns true if a paper's text contains a match. */
export const mentions = ({ title, abstract }: GoodSummary, pattern: RegExp) =>
  pattern.test(`${title} ${abstract}`);

/** Returns true if the paper has a number in digits: such a value could be right. It can also state a share of 1. */
export const couldBeRight = (value: number, { title, abstract }: GoodSummary, factors = [1, 0.01]): boolean =>
  readEnglishNumbers(`${title} ${abstract}`).some(
    (other) =>
      !other.isWord &&
      !other.isLabel &&
      factors.some((factor) => Math.abs(other.value - value * factor) < 1e-9),
  );
