import type { Day } from '../calendar/day.ts';
import { fieldsOf, labelsOf } from '../fields/classify-paper.ts';
import { resolveLabel } from '../fields/field.ts';
import type { Entry, FieldLabel } from '../paper/paper.ts';
import { indexTokens } from './tokens.ts';

/** A paper to be indexed, with its list day. */
export interface IndexEntry extends Entry {
  readonly day: Day;
}

/** A paper as stored in the search index. */
export interface SearchDocument {
  readonly id: string;
  /** Its list day, by which results of equal rank are ordered. */
  readonly day: Day;
  readonly upvotes: number;
  /** Withdrawn papers are never found. */
  readonly withdrawn: boolean;
  /** Tokens of the title and the fields. */
  readonly head: string;
  /** Tokens of all its text. */
  readonly body: string;
  /** Ids of its fields and their ancestors. */
  readonly fields: readonly string[];
  /** The summariser's field labels that are not in the field list. */
  readonly unknownLabels: readonly string[];
}

/** Indexes a paper by its Korean summary, or by its abstract if there is no summary. */
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
