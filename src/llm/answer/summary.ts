import { toCompatible } from '../../lib/text.ts';
import { readFields } from './fields.ts';
import { findObject } from './find-object.ts';
import { readLabelled } from './labelled.ts';
import type { AnswerReader, Reading } from './parse-answer.ts';
import { asObject, asText, decodeEntities, type Fields } from './values.ts';

/** The names that models give the parts of a summary, as `namesOf` folds them. */
const NAMES: Readonly<Record<'summary' | 'easy' | 'fields', string>> = {
  summary: 'summary 요약 요약문 전체요약 핵심요약 abstract',
  easy: `
    easy 쉬운설명 쉬운요약 쉽게설명 쉬운풀이 쉬운말 쉬운말설명 쉬운해설 알기쉬운설명 설명 easyexplanation easysummary easydescription
    easytounderstand simple simplified explanation simpleexplanation simplesummary plainsummary
    plainexplanation layexplanation laysummary eli5
  `,
  fields: `
    fields field 관련분야 분야 관련분야들 연구분야 관련연구분야 relatedfields relatedfield researchfields researchfield
    fieldids areas researchareas relatedareas topics category categories domains tags keywords
  `,
};
type Part = keyof typeof NAMES;
const PARTS = Object.entries(NAMES).flatMap(([part, names]) =>
  names
    .trim()
    .split(/\s+/)
    .map((name) => [name, part as Part] as const),
);
const PART_OF = new Map(PARTS);

/** The keys of an object that hold a text in the language of the summary, or just its text. */
const TEXT_KEYS = ['ko', 'kr', 'korean', '한국어', 'text', 'content', 'value'] as const;

/** A summary that is shorter than this, in UTF-16 code units, is only an example of the form. */
const MIN_SUMMARY = 20;

/** What can stand before and after a name: a number, a language, what it is about. */
const AROUND =
  /^\d+|^(?:korean|ko|kr|paper|한국어|논문)(?=.)|(?<=.)(?:korean|kor|ko|kr|list|text|한국어|목록|내용)$/g;

/** Returns the names in a key, in lower case without blanks and punctuation: of `1. 요약(Summary)`, 요약 and summary. */
const namesOf = (key: string): string[] =>
  [key, ...key.slice(0, 100).split(/[()（）/]|(?<=[a-z])[ _-]?(?=\p{Script=Hangul})/iu)].map((name) =>
    toCompatible(name.slice(0, 100))
      .toLowerCase()
      .replace(/[^\p{L}\p{N}]/gu, '')
      .replace(AROUND, ''),
  );

/** Finds a summary in JSON: with other names for its keys, with sentences in place of texts, inside other JSON. */
export const SUMMARY_READER: AnswerReader = {
  hint: new RegExp(['summ', 'easy', 'field', '요약', '쉬운', '분야'].join('|'), 'i'),
  read: (json) => findObject(json, readObject),
  readText: (text) => readObject(readLabelled(text, (label) => partOf(label) !== undefined)),
};

const partOf = (key: string): Part | undefined =>
  namesOf(key)
    .map((name) => PART_OF.get(name))
    .find(Boolean);

function readObject(object: Fields): Reading | null {
  const found = new Map<Part, unknown>();
  for (const [key, value] of Object.entries(object)) {
    const part = partOf(key);
    // The keys that we ask for win.
    if (part && (!found.has(part) || key === part)) found.set(part, value);
  }
  if (found.size === 0) return null;
  const summary = joinText(found.get('summary'));
  const easy = joinText(found.get('easy'));
  const fields = readFields(found.get('fields'));
  const value = {
    ...(summary ? { summary } : {}),
    ...(easy ? { easy } : {}),
    ...(fields.length > 0 ? { fields } : {}),
  };
  // The form that we ask for, or one with dots, can be repeated after the answer.
  return { value, isWhole: Object.keys(value).length === 3 && summary.length >= MIN_SUMMARY };
}

/** Returns a text that can be a list of sentences, or an object with one text for each part or language. */
function joinText(value: unknown, depth = 0): string {
  if (typeof value === 'string') return unmark(value.trim());
  if (depth > 3) return '';
  const fields = asObject(value);
  const text = fields && TEXT_KEYS.map((key) => asText(fields[key])).find(Boolean);
  if (text) return unmark(text.trim());
  const inner = fields ? Object.values(fields) : Array.isArray(value) ? value : [];
  return inner
    .map((each) => joinText(each, depth + 1))
    .filter(Boolean)
    .join(' ');
}

/** Removes HTML entities, the marks of a list, and quotation marks that mending leaves: two of three (Python's), or one at the end. */
function unmark(marked: string): string {
  const text = decodeEntities(marked);
  const plain = text.startsWith('""') && text.endsWith('""') ? text.slice(2, -2).trim() : text;
  const isOdd = plain.endsWith('"') && plain.split('"').length % 2 === 0;
  return (isOdd ? plain.slice(0, -1) : plain).replace(/^[ \t]{0,8}(?:[-*•]|\d{1,2}[.)])[ \t]/gm, '').trim();
}
