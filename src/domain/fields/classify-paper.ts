import type { Entry, FieldLabel } from '../paper/paper.ts';
import { classify, findField, resolveLabel, withAncestors } from './field.ts';

/**
 * Ids of all fields of a paper and of their ancestors: as the summariser named them, otherwise by names and aliases.
 */
export function fieldsOf({ paper, summary }: Entry): ReadonlySet<string> {
  const ids = summary
    ? summary.fields.flatMap(resolveLabel)
    : classify(paper.title, paper.abstract, paper.keywords);
  return new Set(ids.flatMap(withAncestors));
}

/** How many fields a card shows if the summariser named none. */
const SHOWN_FIELDS = 3;

/** The fields that a card shows: as the summariser named them, otherwise as found by names and aliases. */
export function labelsOf({ paper, summary }: Entry): readonly FieldLabel[] {
  if (summary) return summary.fields;
  return classify(paper.title, paper.abstract, paper.keywords)
    .slice(0, SHOWN_FIELDS)
    .flatMap((id) => findField(id) ?? []);
}
