import { FIELDS } from '../../fields/field.ts';
import { GLOSSARY } from '../glossary.ts';
import { type Subject, sourceOf } from '../subject.ts';
import { createAcronymFinder } from './acronym.ts';
import { fold, type Name, namesOf } from './names.ts';
import { createSlipFinder } from './slip.ts';

/** Names that every reader knows: a text may use them even if the paper does not. */
const HOUSEHOLD = new Set(
  'AI GPU CPU TPU RAM API PDF URL ID IT IoT OS PC TV CCTV QA OCR SNS LLM LLMs VLM NLP MoE DNA RNA 2D 3D 4D CT MRI HTML JSON SQL FAQ GPS'.split(
    ' ',
  ),
);

/** Maps the folded spelling of each form in the field list and the glossary to its synonyms. */
function buildSynonyms(): ReadonlyMap<string, readonly string[]> {
  const synonyms = new Map<string, readonly string[]>();
  for (const forms of [...FIELDS.flatMap(({ synsets }) => synsets), ...GLOSSARY.map(({ en }) => en)]) {
    for (const form of forms) synonyms.set(fold(form), [...(synonyms.get(fold(form)) ?? []), ...forms]);
  }
  return synonyms;
}
const SYNONYMS = buildSynonyms();

/** Whether a name is in the paper: yes, one like it is, which makes it a misspelling, or none is. */
export type NameLocation = 'there' | 'slip' | 'nowhere';

/**
 * Creates a function that looks for a name in the paper. There are names that the paper contains (ignoring case and
 * punctuation), synonyms of these, acronyms of its phrases, names that are made of its parts, and names that every reader
 * knows.
 */
export function createNameFinder(subject: Subject): (name: Name) => NameLocation {
  const source = sourceOf(subject)
    .replace(/[\\{}$]/g, ' ')
    // A LaTeX \times that has lost its backslash, as in 8timesA100.
    .replace(/(\d)times(?=[A-Z\d])/g, '$1 ');
  const words = [...source.matchAll(/[\p{L}\p{N}²³]+(?:\.\d+)*/gu)].map(([word]) => word);
  const folded = words.map(fold);
  const joined = folded.join('');
  /** 1 at each index of `joined` at which a word starts or ends. */
  const isEdge = new Uint8Array(joined.length + 1);
  let edge = 0;
  for (const word of ['', ...folded]) {
    edge += word.length;
    isEdge[edge] = 1;
  }

  /** Returns true if one or more consecutive words of the paper make up `wanted`. */
  function isJoinedFrom(wanted: string): boolean {
    if (!wanted) return false;
    for (let at = joined.indexOf(wanted); at >= 0; at = joined.indexOf(wanted, at + 1)) {
      if (isEdge[at] && isEdge[at + wanted.length]) return true;
    }
    return false;
  }

  /** Like `isJoinedFrom`, with or without a plural s. */
  const isThere = (wanted: string): boolean =>
    isJoinedFrom(wanted) ||
    isJoinedFrom(`${wanted}s`) ||
    (wanted.endsWith('s') && isJoinedFrom(wanted.slice(0, -1)));

  const isAcronym = createAcronymFinder(words);

  /** A synonym has the same digits: FP8 is none of FP4. */
  const isSynonym = (name: string) => {
    const digits = name.replace(/\D/g, '');
    const forms = SYNONYMS.get(fold(name).replace(/s$/, '')) ?? SYNONYMS.get(fold(name)) ?? [];
    return forms.some((form) => form.replace(/\D/g, '') === digits && isThere(fold(form)));
  };

  const names = namesOf(source);
  /** The names without their versions: FLUX for FLUX.1. */
  const families = new Set(names.map(({ text }) => fold(text).match(/^([a-z]{3,}?)[v.]?\d/)?.[1]));

  /** Returns true if the paper contains each part of a hyphenated name: Qwen3-235B for "Qwen3-4B/30B/235B". */
  function isJoined(name: string): boolean {
    const parts = name.split('-');
    return (
      parts.length > 1 &&
      parts.every((part) => part.length > 1 && /[A-Za-z]/.test(part) && isThere(fold(part)))
    );
  }

  const isSlip = createSlipFinder(names.filter((name) => name.isSure || isProper(source, name)));

  function look(name: Name): NameLocation {
    const { text } = name;
    const folded = fold(text);
    if (HOUSEHOLD.has(text) || families.has(folded) || isThere(folded) || isSynonym(text) || isJoined(text))
      return 'there';
    // An acronym of some phrase can also be a misspelled name: SiPO for SimPO, IA for AI.
    if (isSlip(name) || HOUSEHOLD.has([...text].reverse().join(''))) return 'slip';
    return isAcronym(text) ? 'there' : 'nowhere';
  }

  const known = new Map<string, NameLocation>();
  return (name) => {
    const location = known.get(name.text) ?? look(name);
    known.set(name.text, location);
    return location;
  };
}

/** Returns true for a word that is not only capitalised because it starts a sentence or stands in the title. */
const isProper = (source: string, { text, index }: Name) =>
  text.length > 4 &&
  index > source.indexOf('\n') &&
  /[^.?!:\s]\s$/.test(source.slice(Math.max(index - 2, 0), index));
