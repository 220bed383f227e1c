import { FIELDS, type Field, fieldNamedBy, foldLabel, stripParticle } from '../fields/field.ts';
import { type Amount, splitAmounts } from './amounts.ts';
import { authorMatch, koreanAuthorMatch } from './authors.ts';
import { findableForms, tokenOf } from './concepts.ts';
import { allOf, anyOf, anyPhrase, type Match } from './match.ts';
import { negate, splitNegations } from './negation.ts';
import {
  completeTerm,
  isEveryday,
  isName,
  isPerson,
  splitCompound,
  stripEnding,
  synonymsOf,
} from './terms.ts';
import { fieldToken, spellings, toWords, type Word } from './tokens.ts';

/** One term of a query. */
export interface Unit {
  readonly text: string;
  /** Empty if the term is an amount. */
  readonly words: readonly Word[];
  readonly literal: Match;
  /** Matches the term or a synonym of it, or a paper whose field it names. */
  readonly wide: Match;
  /** Ids of the fields that the term belongs to. */
  readonly fields: readonly string[];
  /**
   * Like `wide`, but if the term names a field, the other terms of that field match too: PEFT finds LoRA, but LoRA
   * does not find PEFT. A term of several words also matches if these occur separately.
   */
  readonly broad: Match;
  /** Matches the papers of the fields that the term names, whatever they say; null if it names none. */
  readonly labelled: Match | null;
  /** Papers without this are wanted as well, but after those with it: 만들기. */
  readonly isOptional: boolean;
  /** Papers that match this are not wanted: GAN 말고. */
  readonly isExcluded: boolean;
}

type Synsets = readonly (readonly string[])[];

const MAX_WORDS = 12;
/** The maximum number of words that are looked up together as one term, unless hyphens join them. */
const MAX_SPAN = 5;

/** Splits a query into its terms: amounts, the longest spans that are known fields or terms, and single words. */
export function toUnits(text: string): Unit[] {
  const field = labels.get(foldLabel(text));
  if (field) return [toLabelUnit(text, field)];
  const units: Unit[] = [];
  let room = MAX_WORDS;
  for (const part of splitAmounts(text)) {
    if (typeof part !== 'string') {
      if (room > 0) units.push(toAmountUnit(part));
      room -= 1;
      continue;
    }
    const words = toWords(part).filter(isNoParticle).flatMap(splitCompound).slice(0, Math.max(room, 0));
    room -= words.length;
    for (const { words: some, mark } of splitNegations(words)) units.push(...toTerms(some, mark));
  }
  return units;
}

function toAmountUnit({ text, token }: Amount): Unit {
  const match: Match = { phrase: [token] };
  return {
    ...{ text, words: [], literal: match, wide: match, broad: match, fields: [] },
    ...{ labelled: null, isOptional: false, isExcluded: false },
  };
}

/**
 * Returns false for a particle that directly follows a word in another script and is therefore a separate word: 를 in
 * "GPT-4를".
 */
const isNoParticle = ({ text, isHangul, gap }: Word): boolean =>
  !(isHangul && gap === 'none' && stripParticle(`가가${text}`) === '가가');

function toTerms(words: readonly Word[], mark: 'none' | 'without' | 'not'): Unit[] {
  const units: Unit[] = [];
  for (let start = 0; start < words.length; ) {
    // A hyphenated word such as GPT-4 is one unit, even if it is not a known field or term.
    let shortest = 1;
    while (words[start + shortest]?.gap === 'hyphen') shortest += 1;
    let end = Math.max(start + shortest, Math.min(start + MAX_SPAN, words.length));
    const isLastSpan = () => end === words.length && mark === 'none';
    const find = () => lookUp(words.slice(start, end), isLastSpan());
    while (end > start + shortest && find().synsets.length === 0) end -= 1;
    const span = words.slice(start, end);
    const { synsets, completed } = find();
    const versions = synsets.some(isName) ? versionAfter(words.slice(end)) : [];
    const unit =
      versions.length > 0 ? toVersionUnit(span, synsets, versions) : toUnit(span, synsets, completed);
    end += versions.length;
    const isLast = end === words.length;
    if (isLast && mark === 'without') units.push(withoutUnit(unit, synsets.flat()));
    else units.push({ ...unit, isExcluded: isLast && mark === 'not' });
    start = end;
  }
  return units;
}

/** The maximum number of words in the version of a model: 2.5 is two. */
const MAX_VERSION = 3;

/** Returns the words of a version after the name of a model: 3, R1, v2, 2.5. */
function versionAfter(words: readonly Word[]): readonly Word[] {
  const end = words.slice(0, MAX_VERSION).findIndex(({ text }) => !/^[a-z]{0,2}\d{1,4}[a-z]?$/.test(text));
  return words.slice(0, end < 0 ? MAX_VERSION : end);
}

/** The version belongs to the name: 큐웬3 is Qwen3, not Qwen and some 3. */
function toVersionUnit(words: readonly Word[], synsets: Synsets, versions: readonly Word[]): Unit {
  const unit = toUnit(words, synsets);
  const version = joinWords(versions);
  const forms = [joinWords(words), ...synsets.flat()].map((form) => listed(`${form} ${version}`));
  const match = anyOf(forms);
  const text = `${unit.text} ${version}`;
  return {
    ...unit,
    text,
    words: [...words, ...versions],
    literal: match,
    wide: match,
    fields: [],
  };
}

const joinWords = (words: readonly Word[]) => words.map(({ text }) => text).join(' ');

interface Known {
  readonly synsets: Synsets;
  /** The forms that a typed beginning stands for. */
  readonly completed: readonly string[];
}

/** Returns the synonyms of a span; at the end of a query, it can be the beginning of a term. */
function lookUp(words: readonly Word[], mayBeUnfinished: boolean): Known {
  const last = words.at(-1) as Word;
  const text = joinWords(words);
  const stem = last.isHangul
    ? `${text.slice(0, text.length - last.text.length)}${stripEnding(last.text)}`
    : text;
  for (const form of [text, stem]) {
    const synsets = synonymsOf(form);
    if (synsets.length > 0) return { synsets, completed: [] };
  }
  const terms = mayBeUnfinished || words.length === 1 ? completeTerm(text) : [];
  return { synsets: terms.map(({ synset }) => synset), completed: terms.map(({ form }) => form) };
}

function toUnit(words: readonly Word[], synsets: Synsets, completed: readonly string[] = []): Unit {
  const last = words.at(-1) as Word;
  const stripped = last.isHangul ? stripEnding(last.text) : last.text;
  const bare = [...words.slice(0, -1), { ...last, text: stripped }];
  // Search for the word without its particle: 양자화 also finds 양자화를, but not the other way round.
  const typed = phraseOf(stripped === last.text ? words : bare);
  const text = joinWords(bare);
  const named = synsets.filter(isName);
  const authors = [
    ...named.filter(isPerson).flatMap((synset) => authorMatch(toWords(synset.at(-1) as string)) ?? []),
    ...(named.length === 0 ? koreanAuthorMatch(words) : []),
  ];
  const isShortName = named.some((synset) => findableForms(synset).every((form) => form !== text));
  const concepts = synsets.map(conceptMatch);
  const literal = isShortName ? anyOf(concepts) : anyOf([typed, ...completed.map(listed)]);
  const fields = synsets.flatMap((synset) => fieldNamedBy(synset) ?? []);
  // A label of one topic says what the paper is about; one of several, such as 이미지 복원·초해상도, does not.
  const tokens = fields
    .filter((field) => oneTopic.has(field))
    .map(({ id }) => ({ phrase: [fieldToken(id)] }));
  const wide = anyOf([literal, ...concepts, ...authors, ...tokens]);
  const others = fields.flatMap((field) => field.synsets).map(conceptMatch);
  const all = anyOf([wide, typed, ...others]);
  // A hyphen can join two terms (VLM-로봇), and a term can be in other words in all papers (표 이해).
  const broad = words.length > 1 ? anyOf([all, allOf(bare.map(wordMatch))]) : all;
  const isOptional = synsets.length > 0 && synsets.every(isEveryday);
  const labelled = fields.length > 0 ? anyOf(fields.map(({ id }) => ({ phrase: [fieldToken(id)] }))) : null;
  return {
    text,
    words: bare,
    literal,
    wide,
    broad,
    fields: fieldsWith(synsets),
    labelled,
    isOptional,
    isExcluded: false,
  };
}

const isOneTopic = ({ ko, synsets }: Field): boolean =>
  Boolean(synsets[0]?.some((form) => foldLabel(form) === foldLabel(ko)));

const oneTopic = new Set(FIELDS.filter(isOneTopic));

/** The fields whose labels name several topics, such as 이미지 복원·초해상도, by their folded names. */
const labels = new Map(
  FIELDS.filter((field) => !oneTopic.has(field)).flatMap((field) =>
    [field.ko, field.en].map((name) => [foldLabel(name), field] as const),
  ),
);

/** Matches the papers of a field first, then those that say one of its terms. */
function toLabelUnit(text: string, { id, synsets }: Field): Unit {
  const literal: Match = { phrase: [fieldToken(id)] };
  const said = anyOf(synsets.map(conceptMatch));
  const wide = anyOf([literal, said]);
  return {
    text,
    words: [],
    literal,
    wide,
    broad: wide,
    fields: [id],
    labelled: literal,
    isOptional: false,
    isExcluded: false,
  };
}

const fieldsWith = (synsets: Synsets): string[] =>
  FIELDS.filter((field) => field.synsets.some((synset) => synsets.includes(synset))).map(({ id }) => id);

function withoutUnit(unit: Unit, forms: readonly string[]): Unit {
  const others = synonymsOf(`${unit.text} 없이`);
  const match = anyOf([negate([unit.text, ...forms]), ...others.map(conceptMatch)]);
  return {
    ...unit,
    literal: listed(`${unit.text} 없이`),
    wide: match,
    fields: [],
    broad: anyOf([match, unit.wide]),
  };
}

/** Matches the words in sequence, in every spelling. */
export const phraseOf = (words: readonly Word[]): Match => anyPhrase(spellings(words));

/** Matches a word or a synonym of it. */
const wordMatch = (word: Word): Match =>
  anyOf([phraseOf([word]), ...synonymsOf(word.text).map(conceptMatch)]);

/** Matches a form of our lists, which has its spaces where they belong. */
const listed = (form: string): Match => anyPhrase(spellings(toWords(form), 'own'));

/** Matches a group of synonyms in any form. */
const conceptMatch = (synset: readonly string[]): Match => ({ phrase: [tokenOf(synset)] });
