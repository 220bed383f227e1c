import type { Day } from '../calendar/day.ts';
import { fieldsOf, labelsOf } from '../fields/classify-paper.ts';
import { resolveLabel } from '../fields/field.ts';
import type { Entry, FieldLabel } from '../paper/paper.ts';
import { indexTokens } from './tokens.ts';

/** An entry to be indexed, with its list day. */
export interface IndexEntry extends Entry {
  readonly day: Day;
}

/** A paper as stored in the search index. */
export interface SearchDocument {
  readonly id: string;
  /** The list day of the paper: among results of equal rank, papers of newer list days come first. */
  readonly day: Day;
  readonly upvotes: number;
  /** Withdrawn papers are not indexed. */
  readonly withdrawn: boolean;
  /** Tokens of the title and the fields. */
  readonly head: string;
  /** Tokens of the title, the fields, the keywords, and the Korean summary or, without one, the abstract. */
  readonly body: string;
  /** Ids of the paper's fields and of their ancestors. */
  readonly fields: readonly string[];
  /** The summariser's field labels that are not in the field list. */
  readonly unknownLabels: readonly string[];
}

/** Builds the search document of a paper from its Korean summary, or from its abstract if it has no summary. */
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
