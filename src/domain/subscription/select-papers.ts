import { fieldsOf } from '../fields/classify-paper.ts';
import type { Paper } from '../paper/paper.ts';
import type { Settings } from './settings.ts';

export type Filters = Pick<Settings, 'fields' | 'words' | 'exclude' | 'minUpvotes'>;

/**
 * Returns the papers in the order of an edition (by upvotes, ties in list order), without
 * duplicates or withdrawn papers.
 */
export function rankPapers(list: readonly Paper[]): Paper[] {
  const seen = new Set<string>();
  return list
    .filter((paper) => !paper.withdrawn && !seen.has(paper.id) && seen.add(paper.id))
    .sort((a, b) => b.upvotes - a.upvotes);
}

/**
 * Selects the papers of one edition (rule 3): at most `count` papers, in order, that pass the filters and are not
 * among those already `given` to the place.
 */
export function choose(
  list: readonly Paper[],
  settings: Filters & { readonly count: number },
  given: ReadonlySet<string>,
): Paper[] {
  return rankPapers(list)
    .filter((paper) => !given.has(paper.id) && passes(paper, settings))
    .slice(0, settings.count);
}

function passes(paper: Paper, { fields, words, exclude, minUpvotes }: Filters): boolean {
  if (paper.upvotes < minUpvotes) return false;
  const text = `${paper.title}\n${paper.abstract}`.toLowerCase();
  const hasAny = (words: readonly string[]) => words.some((word) => text.includes(word.toLowerCase()));
  if ((words.length > 0 && !hasAny(words)) || hasAny(exclude.words)) return false;
  if (fields.length === 0 && exclude.fields.length === 0) return true;
  // Ignore the summary: whether it exists yet must not affect the selection.
  const found = fieldsOf({ paper, summary: null });
  const isOfAny = (fields: readonly string[]) => fields.some((field) => found.has(field));
  return (fields.length === 0 || isOfAny(fields)) && !isOfAny(exclude.fields);
}
