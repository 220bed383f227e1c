import { UserError } from '../../domain/errors.ts';
import { optionWording } from '../../i18n/ko/options.ts';
import type { CompletionData } from '../completion-data.ts';

/** One value that a person can pick. */
export interface Choice {
  /** What is sent; at most 100 characters (Discord). */
  readonly value: string;
  /** What is shown. */
  readonly label: string;
}

/** One option of a command. `T` is what the command gets. */
export interface Option<T> {
  readonly ko: string;
  /** One Korean sentence, at most 100 characters (Discord). */
  readonly description: string;
  readonly kind: 'text' | 'whole';
  /** Bounds of a whole number. */
  readonly range?: readonly [least: number, most: number];
  /** All values that there are, at most 25 (Discord). */
  readonly choices?: readonly Choice[];
  /** Values that fit what was typed so far, best first: from memory, as it is asked at every key. */
  readonly complete?: (typed: string, data: CompletionData) => readonly Choice[];
  /** @throws {UserError} that says in Korean what is wanted */
  readonly parse: (text: string) => T;
}

/** What an option is called and what it is for. */
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
  };
}

/**
 * One of a few values. People can type the English key, the Korean label or its synonym; of Korean the beginning will
 * do if it fits one value only. Blanks do not count.
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
  };
}

export function text<T>(names: Names, parse: (text: string) => T): Option<T> {
  return { ...names, kind: 'text', parse };
}

export const toChoices = (values: readonly string[]): Choice[] =>
  values.map((value) => ({ value, label: value }));
