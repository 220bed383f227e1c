import { UserError } from '../../domain/errors.ts';
import { findField, foldLabel, resolveField } from '../../domain/fields/field.ts';
import { searchWording } from '../../i18n/ko/search.ts';
import { completeField, fieldToChoice } from '../completion.ts';
import { NO_COMPLETION_DATA } from '../completion-data.ts';
import { problemAnswer, type Reply } from '../invocation.ts';
import { type Names, type Option, text } from './option.ts';

/** The text typed for a field, and the ids of the fields that it can mean: several if it is ambiguous. */
export interface FieldChoice {
  readonly typed: string;
  readonly ids: readonly string[];
}

/** The maximum number of fields to choose from if the text is ambiguous: one row of buttons on Discord. */
const MAX_MEANT = 5;

/** Defines an option for one field, typed as its name in either language or as an alias. */
export const fieldOption = (names: Names): Option<FieldChoice> => ({
  ...text(names, (typed): FieldChoice => {
    const known = resolveField(typed);
    // Part of a name is enough, because some platforms have no completions.
    const begun = foldLabel(typed) ? completeField(typed, NO_COMPLETION_DATA).slice(0, MAX_MEANT) : [];
    const ids = known.length > 0 ? known : begun.map(({ id }) => id);
    if (ids.length === 0) throw new UserError(searchWording.noField(typed));
    return { typed, ids };
  }),
  complete: (typed, data) => completeField(typed, data).map(fieldToChoice),
});

/** Builds a reply that asks which of several fields is meant; `lineOf` returns the command line for a field. */
export function askField({ typed, ids }: FieldChoice, lineOf: (field: string) => string): Reply {
  const fields = ids.flatMap((id) => findField(id) ?? []);
  return {
    ...problemAnswer(searchWording.whichField(typed)),
    buttons: fields.map((field) => ({ label: fieldToChoice(field).label, line: lineOf(field.id) })),
  };
}

export const fieldNames = (ids: readonly string[]): string[] => ids.map((id) => findField(id)?.ko ?? id);
