import { FIELDS, findSynsets, foldLabel, spellingsOf, stripParticle } from '../fields/field.ts';
import names from './names.json' with { type: 'json' };
import data from './terms.json' with { type: 'json' };
import { toWords, type Word } from './tokens.ts';

type Synset = readonly string[];

const split = (lines: readonly string[]): readonly Synset[] => lines.map((line) => line.split(', '));
const everyday = new Set(split(data.everyday));
const people = new Set(split(names.people));
const named = new Set([...split(names.things), ...people]);

/** The groups of synonyms that are not in the field list. */
export const OWN_SYNSETS: readonly Synset[] = [...split(data.terms), ...everyday, ...named];

const terms = new Map<string, Synset[]>();
for (const synset of OWN_SYNSETS) {
  for (const key of new Set(synset.map(foldLabel))) terms.set(key, [...(terms.get(key) ?? []), synset]);
}

/** All forms of our own lists. */
export const KNOWN_FORMS: readonly string[] = OWN_SYNSETS.flat();

/** Returns the groups of synonyms that contain a folded term. */
export const findTerms = (folded: string): readonly Synset[] => terms.get(folded) ?? [];

/** Returns the synonyms of a term from the field list or, if it is not in there, from our own lists. */
export function synonymsOf(form: string): readonly Synset[] {
  const synsets = findSynsets(form);
  return synsets.length > 0 ? synsets : spellingsOf(form).flatMap(findTerms);
}

/** Returns true if a group of synonyms names a model, an organisation or a person, not a topic. */
export const isName = (synset: Synset): boolean => named.has(synset);

/** Returns true for words that say little about a paper, such as 만들기. */
export const isEveryday = (synset: Synset): boolean => everyday.has(synset);

export const isPerson = (synset: Synset): boolean => people.has(synset);

/** A form that a query can begin: folded, and the lengths at which its words end. */
interface Completion {
  readonly form: string;
  readonly folded: string;
  readonly ends: readonly number[];
  readonly synset: Synset;
}

let completions: readonly Completion[] | undefined;

/** The maximum number of terms that a beginning stands for, and its minimum length in Hangul and other letters. */
const MAX_COMPLETED = 3;
const LEAST_HANGUL = 2;
const LEAST_LATIN = 4;

/**
 * Returns the shortest terms, with their synonyms, that begin with `text` and are cut inside a word: 강화학 is 강화 학습, but
 * 강화 is not.
 */
export function completeTerm(text: string): readonly Pick<Completion, 'form' | 'synset'>[] {
  const folded = foldLabel(text);
  if (folded.length < (/^[\uAC00-\uD7A3]/.test(folded) ? LEAST_HANGUL : LEAST_LATIN)) return [];
  completions ??= [...FIELDS.flatMap(({ synsets }) => synsets), ...OWN_SYNSETS]
    .flatMap((synset) => synset.map((form) => toCompletion(form, synset)))
    .sort((a, b) => a.folded.length - b.folded.length);
  const begun = completions.filter(({ folded: form }) => form.startsWith(folded));
  const cut = begun
    .filter(({ ends }) => !ends.includes(folded.length))
    .map((form) => ({ ...form, word: form.ends.findIndex((end) => end > folded.length) }));
  const first = Math.min(...cut.map(({ word }) => word));
  const all = cut.filter(({ word }) => word === first);
  const names = all.filter(({ synset }) => isName(synset));
  const found = names.length > 0 ? names : all;
  return [...new Map(found.reverse().map((form) => [form.synset, form])).values()]
    .reverse()
    .slice(0, MAX_COMPLETED);
}

function toCompletion(form: string, synset: Synset): Completion {
  let length = 0;
  const ends = toWords(form).map(({ text }) => (length += text.length));
  return { form, folded: foldLabel(form), ends, synset };
}

/**
 * Endings with which people ask, besides the particles of `stripParticle`. At least two syllables stay.
 */
const ENDING =
  /(?<=^.{2,100})(?:시키기|시키는|시키려면|시켜요?|시켜주는|시킨|시킬|당하는|당한|하는거|하는게|하는걸|하는건|하는지|할때|할수|하기|하려면|하면서|하면|하자|하다|합니다|하네|해요|해서|해주는|했던|하던|하며|되면|됩니다|되나요|입니다|이에요|예요|인가요?|일까요?|일까|인지|이랑|랑|한테|마다|밖에|조차|까지|부터|으로서|으로써|로서|로써|에게서|적인|적으로|들도|들만|짜리|용)$/;

/** Removes a particle or another ending of a word. */
export function stripEnding(word: string): string {
  const bare = word.length <= 100 ? word.replace(ENDING, '') : word;
  return bare === word ? stripParticle(word) : bare;
}

/** The lengths of a compound that is split, in syllables. */
const MIN_COMPOUND = 4;
const MAX_COMPOUND = 24;

/**
 * Splits a Hangul word that is written without its spaces into known terms of at least two syllables, the longest
 * first: 비디오생성모델 → 비디오생성 모델. Returns the word alone if a part of it is unknown.
 */
export function splitCompound(word: Word): readonly Word[] {
  const { length } = word.text;
  if (!word.isHangul || length < MIN_COMPOUND || length > MAX_COMPOUND) return [word];
  const parts: Word[] = [];
  for (let start = 0; start < length; ) {
    let end = length;
    while (end > start + 1 && !isKnown(word.text.slice(start, end), end === length)) end -= 1;
    if (end === start + 1) return [word];
    parts.push({ ...word, text: word.text.slice(start, end), gap: start === 0 ? word.gap : 'blank' });
    start = end;
  }
  return parts;
}

/** Only the last part of a compound has an ending. */
const isKnown = (part: string, isLast: boolean): boolean =>
  synonymsOf(part).some((synset) => {
    const bare = isLast ? stripEnding(part) : part;
    return synset.some((form) => [part, bare].includes(foldLabel(form)));
  });
