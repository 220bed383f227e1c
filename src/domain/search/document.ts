import { texToUnicode } from '../../lib/tex/tex-to-unicode.ts';
import { normalizeText } from '../../lib/text.ts';
import type { Day } from '../calendar/day.ts';
import { fieldsOf, labelsOf } from '../fields/classify-paper.ts';
import { resolveLabel } from '../fields/field.ts';
import type { Entry, FieldLabel } from '../paper/paper.ts';
import { amountsIn } from './amounts.ts';
import { conceptsIn } from './concepts.ts';
import { authorsTokens, fieldToken, indexTokens } from './tokens.ts';

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
  /** Tokens of the title, as it is listed and, if that differs, as it is shown. */
  readonly head: string;
  /**
   * Tokens of the titles, the Korean summary, the keywords and the labels that are no fields, and the marked tokens of
   * the fields and of the authors. A field's name is not among them: the paper may be about another part of the field.
   */
  readonly body: string;
  /** Tokens of the abstract, which weighs less. */
  readonly abstract: string;
  /** Ids of the paper's fields and of their ancestors. */
  readonly fields: readonly string[];
  /** The summariser's field labels that are not in the field list. */
  readonly unknownLabels: readonly string[];
}

/** Builds the search document of a paper from its texts and its Korean summary, if there is one. */
export function toDocument({ day, ...entry }: IndexEntry): SearchDocument {
  const { paper, summary } = entry;
  const { id, title, abstract, authors, keywords, upvotes, withdrawn } = paper;
  const fields = [...fieldsOf(entry)];
  const unknownLabels = labelsOf(entry)
    .filter((label) => resolveLabel(label).length === 0)
    .map(showLabel);
  const titles = [...new Set([title, texToUnicode(title)])].join('\n');
  const texts = [titles, ...(summary ? [summary.summary, summary.easy] : []), ...keywords, ...unknownLabels];
  return {
    ...{ id, day, upvotes, withdrawn, fields, unknownLabels },
    head: toIndexed(titles),
    body: [toIndexed(texts.join('\n')), ...fields.map(fieldToken), authorsTokens(authors)]
      .filter(Boolean)
      .join(' '),
    abstract: toIndexed(abstract),
  };
}

/** Returns the tokens of a text, then those of its concepts and amounts. */
function toIndexed(text: string): string {
  const tokens = indexTokens(text);
  return [
    tokens,
    ...conceptsIn(tokens.split(' ')).map(({ token }) => token),
    ...amountsIn(normalizeText(text)),
  ].join(' ');
}

const showLabel = ({ ko, en }: FieldLabel) => (en ? `${ko}(${en})` : ko);
