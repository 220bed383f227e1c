import { fieldNamedBy, findSynsets, spellingsOf, stripParticle } from '../fields/field.ts';
import { allOf, anyOf, anyPhrase, type Match } from './match.ts';
import { findTerms } from './terms.ts';
import { spellings, toWords, type Word } from './tokens.ts';

/** One ordered list of papers: `head` is a paper's title and fields, `body` is all of it. */
export interface Step {
  readonly in: 'head' | 'body';
  readonly match: Match;
}

/** How a query is answered: `steps` first, `loose` only where these find little. */
export interface SearchPlan {
  readonly steps: readonly Step[];
  readonly loose: readonly Step[];
  /** What a reader would call the results: all parts are in them. */
  readonly whole: Match;
  /** The things that are looked for, one by one. */
  readonly parts: readonly { readonly text: string; readonly match: Match }[];
}

/** A part of a query that means one thing. */
interface Unit {
  readonly words: readonly Word[];
  readonly literal: Match;
  /** In these words or in others that mean the same. */
  readonly wide: Match;
  /** With what belongs to it, where it names a field: PEFT has LoRA in it, LoRA has no PEFT. */
  readonly broad: Match;
}

/** More than anybody types by hand; the rest says nothing new. */
const MAX_WORDS = 12;
/** The longest name in the field list has so many words. */
const MAX_SPAN = 4;
const SHORTEST_PREFIX = 3;
const MAX_BEGINNINGS = 4;

/** The steps that answer a query, or null if there is no word in it. */
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

/** 를 of "GPT-4를": a particle is a run of its own where it stands behind other letters. */
const isNoParticle = ({ text, isHangul, gap }: Word): boolean =>
  !(isHangul && gap === 'none' && stripParticle(`가가${text}`) === '가가');

/** The longest spans that the field list knows, and single words between them. */
function toUnits(words: readonly Word[]): Unit[] {
  const units: Unit[] = [];
  for (let start = 0; start < words.length; ) {
    // GPT-4 is one thing, whether the list knows it or not.
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
  // 양자화를 is in 양자화를 alone, 양자화 in both.
  const literal = phraseOf(stripped === last.text ? words : bare);
  const withForms = (forms: readonly string[]) =>
    anyOf([literal, ...forms.map((form) => phraseOf(toWords(form)))]);
  const fields = synsets.flatMap((synset) => fieldNamedBy(synset) ?? []);
  const wide = withForms(synsets.flat());
  const named = withForms([...synsets.flat(), ...fields.flatMap((field) => field.synsets.flat())]);
  // A hyphen may join two things: VLM-로봇.
  const isJoined = words.length > 1 && synsets.length === 0;
  const broad = isJoined ? anyOf([named, allOf(bare.map((word) => phraseOf([word])))]) : named;
  return { words: bare, literal, wide, broad };
}

/** The words one after the other, in every spelling. */
const phraseOf = (words: readonly Word[]): Match => anyPhrase(spellings(words));

/** Words that may go on: what is being typed, or a stem. */
function toPrefix({ words, wide }: Unit): Match {
  const [word, ...more] = words;
  if (!word || more.length > 0) return wide;
  const isLong = word.isHangul ? word.text.length === 1 : word.text.length >= SHORTEST_PREFIX;
  return isLong ? anyOf([wide, { phrase: [word.text], isPrefix: true }]) : wide;
}

/** A word with an ending that nobody listed, or of two words: 강화학습일까, 환각현상. Its longest beginning first, down to a half. */
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
