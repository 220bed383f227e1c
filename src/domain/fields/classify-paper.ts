import type { Entry, FieldLabel } from '../paper/paper.ts';
import { classify, findField, resolveLabel, withAncestors } from './field.ts';

/**
 * Returns the ids of a paper's fields and of their ancestors. The fields are those that the summariser named or,
 * without a summary, those whose names or aliases occur in the paper.
 */
export function fieldsOf({ paper, summary }: Entry): ReadonlySet<string> {
  const ids = summary
    ? summary.fields.flatMap(resolveLabel)
    : classify(paper.title, paper.abstract, paper.keywords);
  return new Set(ids.flatMap(withAncestors));
}

/** The maximum number of fields that a card shows if the paper has no summary. */
const SHOWN_FIELDS = 3;

/**
 * Returns the fields that a card shows: those that the summariser named or, without a
 * summary, those that match best.
 */
export function labelsOf({ paper, summary }: Entry): readonly FieldLabel[] {
  if (summary) return summary.fields;
  return classify(paper.title, paper.abstract, paper.keywords)
    .slice(0, SHOWN_FIELDS)
    .flatMap((id) => findField(id) ?? []);
}
