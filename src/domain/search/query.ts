import { fieldNamedBy, findSynsets, spellingsOf, stripParticle } from '../fields/field.ts';
import { allOf, anyOf, anyPhrase, type Match } from './match.ts';
import { findTerms } from './terms.ts';
import { spellings, toWords, type Word } from './tokens.ts';

/** A search that yields one ranked list of papers: `head` searches the title and the fields, `body` all text. */
export interface Step {
  readonly in: 'head' | 'body';
  readonly match: Match;
}

/** How to answer a query: `steps` first, and `loose` only if `steps` finds too little. */
export interface SearchPlan {
  readonly steps: readonly Step[];
  readonly loose: readonly Step[];
  /** Matches the exact results: papers that match all `parts`. */
  readonly whole: Match;
  /** The terms of the query, one by one. */
  readonly parts: readonly { readonly text: string; readonly match: Match }[];
}

/** One term of a query. */
interface Unit {
  readonly words: readonly Word[];
  readonly literal: Match;
  /** Matches the words or their synonyms. */
  readonly wide: Match;
  /** Like `wide`; if the term names a field, also the field's other terms: PEFT includes LoRA, but not vice versa. */
  readonly broad: Match;
}

/** The maximum number of words in a query: nobody types more by hand, so the rest is ignored. */
const MAX_WORDS = 12;
/** The maximum number of words that are looked up together as one term. */
const MAX_SPAN = 4;
const SHORTEST_PREFIX = 3;
const MAX_BEGINNINGS = 4;

/** The steps that answer a query; null if it contains no words. */
export function planSearch(text: string): SearchPlan | null {
  const units = toUnits(toWords(text).slice(0, MAX_WORDS).filter(isNoParticle));
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

/** False for a particle that is a separate run because it follows letters of another script: 를 in "GPT-4를". */
const isNoParticle = ({ text, isHangul, gap }: Word): boolean =>
  !(isHangul && gap === 'none' && stripParticle(`가가${text}`) === '가가');

/** Splits words into the longest spans that are known fields or terms, and single words between them. */
function toUnits(words: readonly Word[]): Unit[] {
  const units: Unit[] = [];
  for (let start = 0; start < words.length; ) {
    // GPT-4 is one term, even if the list does not contain it.
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
  // Search without the particle: 양자화 also finds 양자화를, but not the other way round.
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

/** The words in sequence, in every spelling. */
const phraseOf = (words: readonly Word[]): Match => anyPhrase(spellings(words));

/** Also matches a single word as a prefix, because it may be a stem or still unfinished. */
function toPrefix({ words, wide }: Unit): Match {
  const [word, ...more] = words;
  if (!word || more.length > 0) return wide;
  const isLong = word.isHangul ? word.text.length === 1 : word.text.length >= SHORTEST_PREFIX;
  return isLong ? anyOf([wide, { phrase: [word.text], isPrefix: true }]) : wide;
}

/**
 * The prefixes of a Hangul word, longest first, down to half its length: the word may be a compound, such as 환각현상, or
 * have an unknown ending, such as 강화학습일까.
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
