import type { Day } from '../calendar/day.ts';
import { fieldsOf, labelsOf } from '../fields/classify-paper.ts';
import { resolveLabel } from '../fields/field.ts';
import type { Entry, FieldLabel } from '../paper/paper.ts';
import { indexTokens } from './tokens.ts';

/** A paper as the search index takes it in, with the list day that it came with. */
export interface IndexEntry extends Entry {
  readonly day: Day;
}

/** What the search index keeps of a paper. */
export interface SearchDocument {
  readonly id: string;
  /** Papers of one day stand together. */
  readonly day: Day;
  readonly upvotes: number;
  /** One that is withdrawn is not found any more. */
  readonly withdrawn: boolean;
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
export function toDocument({ day, ...entry }: IndexEntry): SearchDocument {
  const { paper, summary } = entry;
  const { id, title, abstract, keywords, upvotes, withdrawn } = paper;
  const labels = labelsOf(entry);
  const head = [title, ...labels.map(showLabel)];
  const texts = summary ? [summary.summary, summary.easy] : [abstract];
  return {
    ...{ id, day, upvotes, withdrawn },
    head: indexTokens(head.join('\n')),
    body: indexTokens([...head, ...texts, ...keywords].join('\n')),
    fields: [...fieldsOf(entry)],
    unknownLabels: labels.filter((label) => resolveLabel(label).length === 0).map(showLabel),
  };
}

const showLabel = ({ ko, en }: FieldLabel) => (en ? `${ko}(${en})` : ko);
