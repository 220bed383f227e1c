import { UserError } from '../../domain/errors.ts';
import { optionWording } from '../../i18n/ko/options.ts';
import type { CompletionData } from '../completion-data.ts';

/** One value that a user can pick. */
export interface Choice {
  /** The value that is sent, at most 100 characters (Discord). */
  readonly value: string;
  /** The text that is shown. */
  readonly label: string;
}

/** One option of a command. `T` is the type of its parsed value. */
export interface Option<T> {
  readonly ko: string;
  /** A Korean noun phrase, with a hint on how to type the value; at most 100 characters (Discord). */
  readonly description: string;
  /**
   * `time`: a text such as 09:30, for which a form can have a clock. `mention`: a role or user group, which a platform
   * can let people pick.
   */
  readonly kind: 'text' | 'whole' | 'time' | 'mention';
  /** The only platforms on which the option means something; by default, all. */
  readonly platforms?: readonly string[];
  /** Inclusive bounds of a whole number. */
  readonly range?: readonly [least: number, most: number];
  /** All possible values, at most 25 (Discord). */
  readonly choices?: readonly Choice[];
  /**
   * Returns the values that match the typed text, best first. Runs on every keystroke, so it must read only from
   * memory.
   */
  readonly complete?: (typed: string, data: CompletionData) => readonly Choice[];
  /** True if the value is a list, typed with commas between its items. */
  readonly isList?: boolean;
  /** @throws {UserError} with a Korean sentence that says what is expected */
  readonly parse: (text: string) => T;
  /** The items of a list, if they are few. */
  readonly items?: readonly Choice[];
  /** True if `parse` accepts other items than those that `complete` returns. */
  readonly isFree?: boolean;
  /** The text that means no value, if there can be none. */
  readonly none?: string;
  /** Returns a text that `parse` turns into the value; only options that forms show have it. */
  format?(value: T): string;
}

/** An option's Korean name and its description. */
/** Returns whether an option means something on a platform. */
export const isOn = ({ platforms }: Pick<Option<unknown>, 'platforms'>, platform: string): boolean =>
  platforms?.includes(platform) ?? true;

export type Names = { readonly ko: string; readonly description: string };

export function whole(names: Names, least: number, most: number): Option<number> {
  return {
    ...names,
    kind: 'whole',
    range: [least, most],
    parse(text) {
      const number = Number(text);
      if (/^\d{1,6}$/.test(text) && number >= least && number <= most) return number;
      throw new UserError(optionWording.badNumber(names.ko, least, most, text));
    },
    format: String,
  };
}

/**
 * Defines an option with a few fixed values. Users can type the English key, the Korean label or a synonym, if there
 * is one. A prefix of the label or the synonym is enough if it matches only one value. Whitespace is ignored.
 */
export function choice<const T extends string>(
  names: Names,
  labels: Readonly<Record<T, string>>,
  synonyms?: { readonly [K in T]?: string },
): Option<T> {
  const values = Object.keys(labels) as T[];
  const fold = (text: string) => text.replace(/\s/g, '');
  return {
    ...names,
    kind: 'text',
    choices: values.map((value) => ({ value, label: labels[value] })),
    parse(text) {
      const typed = fold(text.toLowerCase());
      const starting = values.filter((value) =>
        [labels[value], synonyms?.[value] ?? ''].some((word) => typed && fold(word).startsWith(typed)),
      );
      const found =
        values.find((value) => value === typed) ?? (starting.length === 1 ? starting[0] : undefined);
      if (found) return found;
      throw new UserError(optionWording.badChoice(names.ko, Object.values(labels), text));
    },
    format: (value) => value,
  };
}

export function text<T>(names: Names, parse: (text: string) => T): Option<T> {
  return { ...names, kind: 'text', parse };
}

export const toChoices = (values: readonly string[]): Choice[] =>
  values.map((value) => ({ value, label: value }));
