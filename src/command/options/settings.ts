import { formatTime, parseTime, parseWeekdays, WEEKDAYS } from '../../domain/calendar/schedule-text.ts';
import { UserError } from '../../domain/errors.ts';
import { FIELDS, findField, foldLabel, resolveField } from '../../domain/fields/field.ts';
import { optionWording } from '../../i18n/ko/options.ts';
import { completeField, fieldToChoice } from '../completion.ts';
import type { CompletionData } from '../completion-data.ts';
import { type Choice, type Names, type Option, toChoices } from './option.ts';

/** Defines an option for a time of day; its value is in minutes past midnight. */
export function time(names: Names): Option<number> {
  const half = Array.from({ length: 48 }, (_, n) => formatTime(n * 30));
  return {
    ...names,
    kind: 'time',
    complete(typed) {
      const exact = parseTime(typed);
      const shown = exact === undefined ? [] : [formatTime(exact)];
      const starts = half.filter((text) => text.startsWith(typed) || text.startsWith(`0${typed}`));
      return toChoices([...new Set([...shown, ...starts])]);
    },
    parse(text) {
      const minutes = parseTime(text);
      if (minutes !== undefined) return minutes;
      throw new UserError(optionWording.badTime(text));
    },
    format: formatTime,
  };
}

/** Defines an option for weekdays (0 is Sunday), typed as `월,수,금`, `월-금`, `평일`, `매일` or `mon,wed`. */
export function weekdays(names: Names): Option<readonly number[]> {
  return {
    ...names,
    kind: 'text',
    isList: true,
    items: WEEKDAYS.map((day) => ({ value: day, label: `${day}요일` })),
    complete: (typed) =>
      toChoices(['매일', '평일', '월,수,금', '화,목', ...WEEKDAYS].filter((text) => text.startsWith(typed))),
    parse(text) {
      const days = parseWeekdays(text);
      if (days) return days;
      throw new UserError(optionWording.badWeekdays(text));
    },
    format: (days) => days.map((day) => WEEKDAYS[day]).join(','),
  };
}

/** Defines an option for one weekday (0 is Sunday); its value is null if the user chooses none. */
export function oneWeekday(names: Names): Option<number | null> {
  return {
    ...names,
    kind: 'text',
    none: NO_WEEKDAY,
    complete: (typed) =>
      toChoices(
        [...WEEKDAYS.map((day) => `${day}요일`), NO_WEEKDAY].filter((text) => text.startsWith(typed)),
      ),
    parse(text) {
      if (NONE.includes(text.toLowerCase())) return null;
      const [day, ...more] = parseWeekdays(text) ?? [];
      if (day !== undefined && more.length === 0) return day;
      throw new UserError(optionWording.badBest(text));
    },
    format: (day) => (day === null ? NO_WEEKDAY : `${WEEKDAYS[day]}요일`),
  };
}

const NO_WEEKDAY = '없음';

/**
 * Defines an option for one role or user group, typed as a mention, its id or its name; its value is the id or the name,
 * or null if the user chooses none.
 */
export function mention(names: Names): Option<string | null> {
  return {
    ...names,
    kind: 'mention',
    none: NONE[1],
    parse(text) {
      if (NONE.includes(text.toLowerCase())) return null;
      const group = text.replace(/^<(?:@&|!subteam\^)(\w+)(?:\|[^<>]*)?>$/, '$1').replace(/^@/, '');
      if (group) return group;
      throw new UserError(optionWording.badMention(text));
    },
    format: (group) => group ?? NONE[1],
  };
}

/** Words that clear a setting; omitting the option keeps the previous value. */
const NONE: readonly [all: string, none: string, ...string[]] = ['전체', NO_WEEKDAY, 'all', 'none'];
const MAX_ITEMS = 10;

/** Defines an option for fields, separated by commas; its value is their ids. */
export function fieldList(names: Names): Option<readonly string[]> {
  return {
    ...names,
    kind: 'text',
    isList: true,
    none: NONE[0],
    complete: (typed, data) => completeFields(typed, data, NONE[0]),
    parse: (text) => [...new Set(parseList(text).map(parseField))],
    format: (ids) => formatList(ids.map(formatField), NONE[0]),
  };
}

/** Defines an option for keywords in any language, separated by commas. */
export function wordList(names: Names): Option<readonly string[]> {
  return {
    ...names,
    kind: 'text',
    isList: true,
    none: NONE[0],
    parse: (text) => [...new Set(parseList(text))],
    format: (words) => formatList(words, NONE[0]),
  };
}

/** Ids of fields, and keywords. */
interface FieldsAndWords {
  readonly fields: readonly string[];
  readonly words: readonly string[];
}

/**
 * Defines an option for fields and keywords, separated by commas: what is no field's own name is a keyword. A field's
 * other names do not count, because they often mean only a part of it, such as drone for robotics.
 */
export function fieldAndWordList(names: Names): Option<FieldsAndWords> {
  return {
    ...names,
    kind: 'text',
    isList: true,
    isFree: true,
    none: NONE[1],
    complete: (typed, data) => completeFields(typed, data, NONE[1]),
    parse(text) {
      const items = [...new Set(parseList(text, NONE[1]))];
      return {
        fields: [...new Set(items.filter(isFieldName).map(parseField))],
        words: items.filter((item) => !isFieldName(item)),
      };
    },
    format: ({ fields, words }) => formatList([...fields.map(formatField), ...words], NONE[1]),
  };
}

function isFieldName(text: string): boolean {
  const typed = foldLabel(text);
  return FIELDS.some(({ ko, en, synsets: [own = []] }) =>
    [ko, en, ...own].some((name) => foldLabel(name) === typed),
  );
}

/** Completes the field after the last comma; `none` is the word that clears the list. */
function completeFields(typed: string, data: CompletionData, none: string): readonly Choice[] {
  const at = typed.lastIndexOf(',') + 1;
  const before = typed.slice(0, at);
  const last = typed.slice(at).trimStart();
  const cleared = before || !none.startsWith(last) ? [] : toChoices([none]);
  const named = completeField(last, data)
    .map(fieldToChoice)
    .map(({ value, label }) => ({ value: `${before}${value}`, label: `${before}${label}` }));
  return [...cleared, ...named];
}

const formatList = (items: readonly string[], none: string) => (items.length > 0 ? items.join(', ') : none);

function formatField(id: string): string {
  const field = findField(id);
  return field ? fieldToChoice(field).value : id;
}

function parseField(label: string): string {
  const ids = resolveField(label);
  const [id] = ids;
  if (id && ids.length === 1) return id;
  const meant = FIELDS.filter((field) => ids.includes(field.id)).map(({ ko }) => ko);
  throw new UserError(optionWording.badField(label, meant));
}

/** @param none the word to suggest for clearing the list */
function parseList(text: string, none = NONE[0]): string[] {
  const items = splitList(text);
  if (items.length === 1 && NONE.includes((items[0] as string).toLowerCase())) return [];
  if (items.length === 0) throw new UserError(optionWording.nothing(none));
  if (items.length > MAX_ITEMS) throw new UserError(optionWording.tooMany(MAX_ITEMS));
  return items;
}

/** Returns the items of a list as typed. */
export const splitList = (text: string): string[] =>
  splitAtCommas(text)
    .map((item) => item.trim())
    .filter(Boolean);

/** Splits at commas, except inside parentheses: a field's name can contain commas there. */
function splitAtCommas(text: string): string[] {
  const items: string[] = [];
  let end = text.length;
  let isInside = false;
  for (let at = text.length - 1; at >= 0; at -= 1) {
    const character = text[at] as string;
    if (character === ')') isInside = true;
    if (character === '(') isInside = false;
    if (isInside || !COMMAS.includes(character)) continue;
    items.push(text.slice(at + 1, end));
    end = at;
  }
  return [...items, text.slice(0, end)].reverse();
}
const COMMAS = ',;，、';
