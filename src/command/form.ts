import { UserError } from '../domain/errors.ts';
import { parseOption } from './define.ts';
import type { ParsedCommand } from './invocation.ts';
import { settingOptions } from './options/setting-options.ts';

/**
 * Returns the values of the subscribe command for a form that was sent. An empty input clears the setting if there can
 * be none, and otherwise keeps it. Inputs of unknown names, as of a form of another version, are left out.
 */
export const formToValues = (typed: ParsedCommand['values']): ParsedCommand['values'] =>
  Object.fromEntries(
    Object.entries(settingOptions).flatMap(([name, { none }]) => {
      const text = Object.hasOwn(typed, name) ? typed[name] : undefined;
      const value = text?.trim() === '' ? none : text;
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Returns what is wrong with the values of a form, in Korean, by the option's English name. */
export function findMistakes(values: ParsedCommand['values']): Readonly<Record<string, string>> {
  const mistakes: Record<string, string> = {};
  for (const [name, value] of Object.entries(values)) {
    try {
      const option = settingOptions[name];
      if (option) parseOption(option, value);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      mistakes[name] = error.message;
    }
  }
  return mistakes;
}
