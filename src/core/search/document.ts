import { labelsOf } from '../build-card.ts';
import type { Day } from '../day.ts';
import { resolveLabel, withAncestors } from '../field.ts';
import type { FieldLabel, Paper, Summary } from '../paper.ts';
import { indexTokens } from './tokens.ts';

/** What the search index keeps of a paper. */
export interface SearchDocument {
  readonly id: string;
  /** The list day that it came with: papers of one day stand together. */
  readonly day: Day;
  readonly upvotes: number;
  /** Tokens of its title and its fields. */
  readonly head: string;
  /** Tokens of everything. */
  readonly body: string;
  /** Ids of its fields and of those above them. */
  readonly fields: readonly string[];
  /** Labels of the summariser that are in no list. */
  readonly unknownLabels: readonly string[];
}

/** A paper as it is looked for: by its Korean summary; by its abstract only where there is none. */
export function toDocument(paper: Paper, summary: Summary | null, day: Day): SearchDocument {
  const { id, title, abstract, keywords, upvotes } = paper;
  const known = labelsOf({ paper, summary }).map((label) => ({
    label: showLabel(label),
    ids: resolveLabel(label),
  }));
  const head = [title, ...known.map(({ label }) => label)];
  const texts = summary ? [summary.summary, summary.easy] : [abstract];
  return {
    ...{ id, day, upvotes },
    head: indexTokens(head.join('\n')),
    body: indexTokens([...head, ...texts, ...keywords].join('\n')),
    fields: [...new Set(known.flatMap(({ ids }) => ids.flatMap(withAncestors)))],
    unknownLabels: known.filter(({ ids }) => ids.length === 0).map(({ label }) => label),
  };
}

const showLabel = ({ ko, en }: FieldLabel) => (en ? `${ko}(${en})` : ko);
