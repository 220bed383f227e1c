import { fieldNamedBy, findSynsets, spellingsOf, stripParticle } from '../fields/field.ts';
import { allOf, anyOf, anyPhrase, type Match } from './match.ts';
import { findTerms } from './terms.ts';
import { spellings, toWords, type Word } from './tokens.ts';

/** A search in titles and fields (`head`) or in all text (`body`); it returns one ranked list of papers. */
export interface Step {
  readonly in: 'head' | 'body';
  readonly match: Match;
}

/** The searches that answer a query. `loose` is used only if too few papers match the whole query. */
export interface SearchPlan {
  readonly steps: readonly Step[];
  readonly loose: readonly Step[];
  /** Matches papers that contain all `parts` or their synonyms. */
  readonly whole: Match;
  /** The terms of the query, with a match for each. */
  readonly parts: readonly { readonly text: string; readonly match: Match }[];
}

/** One term of a query. */
interface Unit {
  readonly words: readonly Word[];
  readonly literal: Match;
  /** Matches the term or a synonym of it. */
  readonly wide: Match;
  /**
   * Like `wide`, but if the term names a field, the other terms of that field match too: PEFT finds LoRA, but LoRA
   * does not find PEFT. An unknown hyphenated term also matches if its words occur separately.
   */
  readonly broad: Match;
}

/** The maximum length of a query, in UTF-16 code units, and of words in it; the rest is ignored. */
const MAX_QUERY = 200;
const MAX_WORDS = 12;
/** The maximum number of words that are looked up together as one term, unless hyphens join them. */
const MAX_SPAN = 4;
const SHORTEST_PREFIX = 3;
const MAX_BEGINNINGS = 4;

/** Returns the searches that answer a query; null if the query contains no words. */
export function planSearch(text: string): SearchPlan | null {
  const units = toUnits(toWords(text.slice(0, MAX_QUERY)).slice(0, MAX_WORDS).filter(isNoParticle));
  if (units.length === 0) return null;
  const literal = allOf(units.map((unit) => unit.literal));
  const wide = allOf(units.map((unit) => unit.wide));
  const phrase = phraseOf(units.flatMap(({ words }) => words));
  const others = units.map((_, left) => units.filter((_unit, at) => at !== left).map((unit) => unit.wide));
  return {
    whole: wide,
    parts: units.map((unit) => ({ text: unit.words.map(({ text }) => text).join(' '), match: unit.wide })),
    steps: distinct([
      { in: 'head', match: literal },
      { in: 'head', match: wide },
      { in: 'body', match: phrase },
      { in: 'body', match: literal },
      { in: 'body', match: wide },
    ]),
    loose: distinct([
      { in: 'head', match: allOf(units.map((unit) => unit.broad)) },
      { in: 'body', match: allOf(units.map((unit) => unit.broad)) },
      { in: 'head', match: allOf(units.map(toPrefix)) },
      { in: 'body', match: allOf(units.map(toPrefix)) },
      ...(units.length === 1 ? beginningsOf(units[0] as Unit) : []),
      ...(units.length > 2 ? others.map((match): Step => ({ in: 'body', match: allOf(match) })) : []),
      ...(units.length > 1 ? [{ in: 'body', match: anyOf(units.map((unit) => unit.wide)) } as const] : []),
    ]),
  };
}

/**
 * Returns false for a particle that directly follows a word in another script and is therefore a separate word: 를 in
 * "GPT-4를".
 */
const isNoParticle = ({ text, isHangul, gap }: Word): boolean =>
  !(isHangul && gap === 'none' && stripParticle(`가가${text}`) === '가가');

/** Groups words into units: the longest spans that are known fields or terms, and the single words between them. */
function toUnits(words: readonly Word[]): Unit[] {
  const units: Unit[] = [];
  for (let start = 0; start < words.length; ) {
    // A hyphenated word such as GPT-4 is one unit, even if it is not a known field or term.
    let shortest = 1;
    while (words[start + shortest]?.gap === 'hyphen') shortest += 1;
    let end = Math.max(start + shortest, Math.min(start + MAX_SPAN, words.length));
    while (end > start + shortest && synsetsOf(words.slice(start, end)).length === 0) end -= 1;
    const span = words.slice(start, end);
    units.push(toUnit(span, synsetsOf(span)));
    start = end;
  }
  return units;
}

function synsetsOf(words: readonly Word[]): readonly (readonly string[])[] {
  const form = words.map(({ text }) => text).join(' ');
  const synsets = findSynsets(form);
  return synsets.length > 0 ? synsets : spellingsOf(form).flatMap(findTerms);
}

function toUnit(words: readonly Word[], synsets: readonly (readonly string[])[]): Unit {
  const last = words.at(-1) as Word;
  const stripped = last.isHangul ? stripParticle(last.text) : last.text;
  const bare = [...words.slice(0, -1), { ...last, text: stripped }];
  // Search for the word without its particle: 양자화 also finds 양자화를, but not the other way round.
  const literal = phraseOf(stripped === last.text ? words : bare);
  const withForms = (forms: readonly string[]) =>
    anyOf([literal, ...forms.map((form) => phraseOf(toWords(form)))]);
  const fields = synsets.flatMap((synset) => fieldNamedBy(synset) ?? []);
  const wide = withForms(synsets.flat());
  const named = withForms([...synsets.flat(), ...fields.flatMap((field) => field.synsets.flat())]);
  // A hyphen can join two terms: VLM-로봇.
  const isJoined = words.length > 1 && synsets.length === 0;
  const broad = isJoined ? anyOf([named, allOf(bare.map((word) => phraseOf([word])))]) : named;
  return { words: bare, literal, wide, broad };
}

/** Matches the words in sequence, in every spelling. */
const phraseOf = (words: readonly Word[]): Match => anyPhrase(spellings(words));

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
