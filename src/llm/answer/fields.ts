import { type Field, findField, resolveField } from '../../domain/fields/field.ts';
import type { FieldLabel } from '../../domain/paper/paper.ts';
import { parseWithin } from './find-json.ts';
import { asList, asObject, asText, type Fields } from './values.ts';

const KO = 'ko kr kor korean 한국어 한글 name_ko ko_name label_ko 한국어명 이름'.split(' ');
const EN = 'en eng english 영어 영문 name_en en_name label_en 영어명 영문명'.split(' ');
const EITHER = ['id', 'name', 'label', 'field', 'title', 'value', 'text', '분야'] as const;
/** The maximum number of fields, and the maximum length of a list that is one text, in UTF-16 code units. */
const MAX_FIELDS = 20;
const MAX_LIST = 1_000;
const HANGUL = /\p{Script=Hangul}/u;

/**
 * Reads the fields of a summary. What is given as two names stays as it is; an id, or a name in one language, becomes
 * the field of our list. Other labels are kept only if there are no better ones, for the checks to refuse.
 */
export function readFields(value: unknown): FieldLabel[] {
  const labels = listOf(value).slice(0, MAX_FIELDS).map(readLabel);
  const all = labels.filter((label) => label !== null);
  const complete = all.filter(({ en }) => en !== '');
  return complete.length > 0 ? complete : all;
}

/** Returns the labels in a list, a text with commas, or an object that is one label or has one for each key. */
function listOf(value: unknown): readonly unknown[] {
  if (typeof value === 'string') {
    const list = /^\s*[{[]/.test(value) ? parseWithin(value) : undefined;
    return typeof list === 'object' && list ? listOf(list) : splitList(value);
  }
  if (Array.isArray(value)) {
    return value.flatMap((each) => {
      if (Array.isArray(each) && !isPair(each)) return each;
      return typeof each === 'string' && value.length === 1 ? splitList(each) : [each];
    });
  }
  const fields = asObject(value);
  if (!fields) return [];
  const [ko, en] = [namesIn(fields, KO), namesIn(fields, EN)];
  if (ko.length > 1 && ko.length === en.length) return ko.map((name, at) => ({ ko: name, en: en[at] }));
  const lists = Object.values(fields).filter((each) => Array.isArray(each));
  if (lists.length > 0) return lists.flat();
  return readLabel(fields) ? [fields] : Object.entries(fields).map(([key, each]) => labelOf(key, each));
}

/** Returns true if a list is a name in two languages rather than two fields. */
const isPair = (list: readonly unknown[]): boolean =>
  list.length === 2 && list.filter((name) => HANGUL.test(asText(name))).length === 1;

/** Reads a key and its value: a name in two languages, a field with a number or a mark, or one under any other key. */
function labelOf(key: string, value: unknown): unknown {
  if (value === true || typeof value === 'number' || findField(key)) return key;
  if (typeof value !== 'string') return value;
  if (HANGUL.test(key)) return { ko: key, en: value };
  return HANGUL.test(value) && !/\d/.test(key) ? { ko: value, en: key } : value;
}

function namesIn(fields: Fields, keys: readonly string[]): readonly unknown[] {
  const [value] = valuesIn(fields, keys);
  return typeof value === 'string' ? splitList(value) : asList(value);
}

/** Splits a text at the commas outside of brackets. */
const splitList = (text: string): string[] =>
  text
    .slice(0, MAX_LIST)
    .split(/[,;、，\n|](?![^()（）]*[)）])/)
    .flatMap(splitFields)
    .map((part) => part.trim())
    .filter(Boolean);

/** Splits at strokes between different fields: a stroke can also stand between the two names of one. */
function splitFields(text: string): readonly string[] {
  const parts = text.split(/ [/&] /);
  const fields = new Set(parts.map(fieldOf));
  return fields.size === parts.length && !fields.has(undefined) ? parts : [text];
}

function readLabel(label: unknown): FieldLabel | null {
  if (typeof label === 'string') return readName(label);
  if (Array.isArray(label)) {
    const [ko, en] = HANGUL.test(asText(label[1])) ? [label[1], label[0]] : label;
    return isPair(label) ? readLabel({ ko, en }) : null;
  }
  const fields = asObject(label);
  if (!fields) return null;
  const [ko, en] = [nameIn(fields, KO), nameIn(fields, EN)];
  // A model without a schema can put an id into both names.
  if (ko && en && ko !== en) return { ko, en };
  const only = ko || en || nameIn(fields, EITHER);
  if (only) return readName(only);
  const [[key, value] = [], ...more] = Object.entries(fields);
  return key && more.length === 0 ? readLabel(labelOf(key, value)) : null;
}

const valuesIn = (fields: Fields, keys: readonly string[]): readonly unknown[] =>
  Object.entries(fields).flatMap(([key, value]) => (keys.includes(key.toLowerCase()) ? [value] : []));

const nameIn = (fields: Fields, keys: readonly string[]): string =>
  valuesIn(fields, keys)
    .map((value) => asText(value).trim())
    .find(Boolean) ?? '';

/** What stands between an area and its field, or between two names. */
const BETWEEN = /\s?[:>]\s?| [-–—/|] /;

/** Reads `한국어(English)`, `English(한국어)`, an id of our list, or a name of one of its fields. */
function readName(text: string): FieldLabel | null {
  const name = text
    .slice(0, MAX_LIST)
    .replace(/\*\*|`/g, '')
    .replace(/^\s*(?:[-*•#]+|\d{1,2}[.)])\s*/, '')
    .trim();
  if (!name) return null;
  const open = name.search(/[(（]/);
  if (open > 0 && /[)）]$/.test(name)) {
    const [first, second] = [name.slice(0, open).trim(), name.slice(open + 1, -1).trim()];
    const known = findField(first) ?? findField(second);
    if (known) return { ko: known.ko, en: known.en };
    if (first && second)
      return HANGUL.test(second) && !HANGUL.test(first)
        ? { ko: second, en: first }
        : { ko: first, en: second };
  }
  const parts = name.split(BETWEEN);
  const field = fieldOf(name) ?? fieldOf(parts.at(-1) ?? '');
  if (field) return { ko: field.ko, en: field.en };
  return isPair(parts) ? readLabel(parts) : { ko: name, en: '' };
}

function fieldOf(name: string): Field | undefined {
  const [id, ...others] = resolveField(name);
  return id !== undefined && others.length === 0 ? findField(id) : undefined;
}
