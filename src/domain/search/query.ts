import { normalizeText } from '../../lib/text.ts';
import { authorMatch } from './authors.ts';
import { allOf, anyOf, type Match, withoutAny } from './match.ts';
import { MAX_QUERY, readQuestion } from './question.ts';
import { phraseOf, toUnits, type Unit } from './units.ts';

/** A search in titles (`head`) or in all text (`body`); it returns one ranked list of papers. */
export interface Step {
  readonly in: 'head' | 'body';
  readonly match: Match;
}

/** The searches that answer a query. `loose` and `terms` are used only if too few papers match the whole query. */
export interface SearchPlan {
  /** The last step finds all that the others find, except for `phrase`. */
  readonly steps: readonly Step[];
  /** For each term that belongs to fields, their ids: a paper of these fields is about the term. */
  readonly topics: readonly (readonly string[])[];
  /** Finds the papers of the fields of all terms, whatever they say; null if no term belongs to a field. */
  readonly related: Step | null;
  readonly loose: readonly Step[];
  /** The terms of a query of several: the more a paper has of them, the better. */
  readonly terms: readonly Match[];
  /** Matches papers that contain all `parts` or their synonyms, except for everyday words. */
  readonly whole: Match;
  /** The terms of the query, with a match for each. */
  readonly parts: readonly { readonly text: string; readonly match: Match }[];
}

const SHORTEST_PREFIX = 3;
const MAX_BEGINNINGS = 4;

/** Returns the searches that answer a query; null if the query contains no words. */
export function planSearch(typed: string): SearchPlan | null {
  const text = normalizeText(readQuestion(typed.slice(0, MAX_QUERY)).text);
  const all = toUnits(text);
  const units = all.filter(({ isExcluded }) => !isExcluded);
  const [first, ...more] = units;
  if (!first) return null;
  const excluded = all.filter(({ isExcluded }) => isExcluded).map(({ wide }) => wide);
  const step = (place: Step['in'], match: Match): Step => ({ in: place, match: withoutAny(match, excluded) });
  const literal = allOf(units.map((unit) => unit.literal));
  const wide = anyOf([allOf(units.map((unit) => unit.wide)), ...authorsOf(units)]);
  const needed = units.filter(({ isOptional }) => !isOptional);
  const whole = needed.length % units.length === 0 ? wide : allOf(needed.map((unit) => unit.wide));
  const isPhrase = more.length > 0 && units.every(({ words }) => words.length > 0);
  return {
    whole: withoutAny(whole, excluded),
    parts: units.map((unit) => ({ text: unit.text, match: unit.wide })),
    topics: units.map(({ fields }) => fields).filter(({ length }) => length > 0),
    steps: distinct([
      step('head', literal),
      step('head', wide),
      ...(isPhrase ? [step('body', phraseOf(units.flatMap(({ words }) => words)))] : []),
      step('body', literal),
      step('body', wide),
      step('body', whole),
    ]),
    related: needed.some(({ labelled }) => labelled)
      ? step('body', allOf(needed.map((unit) => unit.labelled ?? unit.wide)))
      : null,
    loose:
      more.length > 0
        ? []
        : distinct([
            step('head', first.broad),
            step('body', first.broad),
            step('head', toPrefix(first)),
            step('body', toPrefix(first)),
            ...beginningsOf(first),
          ]),
    terms: more.length > 0 ? units.map((unit) => withoutAny(unit.wide, excluded)) : [],
  };
}

/** The maximum number of words of a name. */
const MAX_NAME = 3;

/** Returns matches for the whole query where some adjacent words of it are the name of an author. */
function authorsOf(units: readonly Unit[]): Match[] {
  const matches: Match[] = [];
  const isOne = units.length === 1;
  for (let start = 0; start < units.length; start += 1) {
    for (let end = start + (isOne ? 1 : 2); end <= Math.min(start + MAX_NAME, units.length); end += 1) {
      const words = units.slice(start, end).map((unit) => unit.words);
      const name = words.every(({ length }) => length === 1) ? authorMatch(words.flat()) : null;
      const others = units.filter((_, at) => at < start || at >= end).map((unit) => unit.wide);
      if (name) matches.push(allOf([name, ...others]));
    }
  }
  return matches;
}

/**
 * Returns `wide`; for a single word of at least `SHORTEST_PREFIX` letters, or of one Hangul syllable, the match also
 * includes longer words that start with it, because it might be a stem or unfinished. Hangul words of several
 * syllables match inside longer words anyway.
 */
function toPrefix({ words, wide }: Unit): Match {
  const [word, ...more] = words;
  if (!word || more.length > 0) return wide;
  const isLong = word.isHangul ? word.text.length === 1 : word.text.length >= SHORTEST_PREFIX;
  return isLong ? anyOf([wide, { phrase: [word.text], isPrefix: true }]) : wide;
}

/**
 * Returns steps for prefixes of a Hangul word, longest first: at most `MAX_BEGINNINGS`, each with at least two
 * syllables and half the word. The word might be a compound, such as 환각현상, or have an unknown ending, such as
 * 강화학습일까.
 */
function beginningsOf({ words }: Unit): Step[] {
  const [word, ...more] = words;
  if (!word?.isHangul || more.length > 0) return [];
  const { length } = word.text;
  const shortest = Math.max(2, Math.ceil(length / 2));
  return Array.from({ length: Math.min(Math.max(length - shortest, 0), MAX_BEGINNINGS) }, (_, at) => {
    const text = word.text.slice(0, length - 1 - at);
    return { in: 'body', match: phraseOf([{ ...word, text }]) } as const;
  });
}

function distinct(steps: readonly Step[]): Step[] {
  return [...new Map(steps.map((step) => [JSON.stringify(step), step])).values()];
}
