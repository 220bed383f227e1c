import { FIELDS } from '../fields/field.ts';
import { GLOSSARY } from './glossary.ts';
import { type Subject, sourceOf } from './subject.ts';

/** A run of Latin letters, digits and signs: GPT-4o, Qwen2.5-7B, GUI-G², 3DGS. */
const NAME = /(?<![A-Za-z\d.])\d{0,2}[A-Za-z][A-Za-z\d]*(?:[-‐‑_./+^@²³*'’][A-Za-z\d²³]+|[²³+*])*/g;
/** Numbers with a scale or a unit, which are not names: 7B-72B, 24kHz, 2x. */
const MEASURE = /^\d+(?:[kKMBTxX×]|[kKMGT]i?[bB]|[kMG]?Hz|dB|ms|FPS|fps|bit|nm|cm|mm|km|GPU)(?![A-Za-z])/;

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

function fold(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[-‐‑_/\s^+*'’@]|\.(?!\d)/g, '');
}

/** A name in a text. */
export interface Name {
  readonly text: string;
  readonly index: number;
  /**
   * True if the name contains two capitals or a digit, as acronyms and product names do. A word with a single capital
   * is not necessarily a name.
   */
  readonly isSure: boolean;
}

export function namesOf(text: string): Name[] {
  return [...text.matchAll(NAME)]
    .map(({ 0: written, index }) => ({
      text: written,
      index,
      isSure: /[A-Z].*[A-Z]|\d/.test(written),
    }))
    .filter(({ text: written, isSure }) => (isSure || /[A-Z]/.test(written)) && !MEASURE.test(written));
}

/**
 * Creates a function that returns true if the paper contains the given name (ignoring case and punctuation), a
 * synonym of it, a phrase of which it is the acronym, or its parts. It also returns true for names that every reader
 * knows.
 */
export function createNameFinder(subject: Subject): (name: string) => boolean {
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

  /**
   * Returns true for an acronym of a phrase in the paper: LoRA for "Low-Rank Adaptation", LLM for "Large Language
   * Model". The phrase must start with a capital, as a name does.
   */
  function isAcronym(name: string): boolean {
    const segments = name.replace(/s$/, '').match(/[A-Z][a-z]*/g) ?? [];
    if (segments.length < 2 || segments.length > MAX_SEGMENTS) return false;
    if (segments.join('') !== name.replace(/s$|[-\d]/g, '')) return false;
    return isMadeOf(
      segments.map((segment) => segment.toLowerCase()),
      folded,
      words.map((word) => /^\p{Lu}/u.test(word)),
    );
  }

  const isSynonym = (name: string) =>
    (SYNONYMS.get(fold(name).replace(/s$/, '')) ?? SYNONYMS.get(fold(name)))?.some((form) =>
      isThere(fold(form)),
    ) ?? false;

  /** Returns true if the paper contains each part of a hyphenated name: Qwen3-235B for "Qwen3-4B/30B/235B". */
  function isJoined(name: string): boolean {
    const parts = name.split('-');
    return (
      parts.length > 1 &&
      parts.every((part) => part.length > 1 && /[A-Za-z]/.test(part) && isThere(fold(part)))
    );
  }

  const known = new Map<string, boolean>();
  return (name) => {
    const found =
      known.get(name) ??
      (HOUSEHOLD.has(name) || isThere(fold(name)) || isSynonym(name) || isAcronym(name) || isJoined(name));
    known.set(name, found);
    return found;
  };
}

const SMALL_WORDS = ['of', 'for', 'the', 'and', 'with', 'in', 'on', 'to', 'a', 'by', 'from'];

/** The maximum number of consecutive small words that an acronym can skip. */
const MAX_SMALL = 3;
/** The maximum number of segments of an acronym, which is far more than any has. */
const MAX_SEGMENTS = 16;

/**
 * Returns true if consecutive words, starting at one with `mayStart`, begin with the segments, one segment per word (lo,
 * r, a). Small words can be skipped.
 */
function isMadeOf(
  segments: readonly string[],
  words: readonly string[],
  mayStart: readonly boolean[],
): boolean {
  // Whether the segments so far can end before each word, from any start: trying the starts one by one would be slow.
  let ends = mayStart;
  for (const segment of segments) {
    const next: boolean[] = Array(words.length + 1).fill(false);
    for (let end = 0; end < words.length; end += 1) {
      if (!ends[end]) continue;
      for (let at = end; at <= end + MAX_SMALL && at < words.length; at += 1) {
        if (words[at]?.startsWith(segment)) next[at + 1] = true;
        if (!SMALL_WORDS.includes(words[at] ?? '')) break;
      }
    }
    ends = next;
  }
  return ends.includes(true);
}
