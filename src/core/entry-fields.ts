import { classify, resolveLabel, withAncestors } from './field.ts';
import type { Entry } from './paper.ts';

/** Ids of all fields of a paper and of those above them: as the summariser named them, or by names and aliases. */
export function fieldsOf({ paper, summary }: Entry): ReadonlySet<string> {
  const ids = summary
    ? summary.fields.flatMap(resolveLabel)
    : classify(paper.title, paper.abstract, paper.keywords);
  return new Set(ids.flatMap(withAncestors));
}
