import { fieldsOf } from '../fields/classify-paper.ts';
import type { Paper } from '../paper/paper.ts';
import type { Settings } from './subscription.ts';

export type Filters = Pick<Settings, 'fields' | 'words' | 'minUpvotes'>;

/** The papers of a list in the order of an edition: upvotes falling, then the list's order; no repeat, none withdrawn. */
export function rankPapers(list: readonly Paper[]): Paper[] {
  const seen = new Set<string>();
  return list
    .filter((paper) => !paper.withdrawn && !seen.has(paper.id) && seen.add(paper.id))
    .sort((a, b) => b.upvotes - a.upvotes);
}

/** The papers of one edition (README, rule 3): ranked, without those `given` before, filtered, cut to `count`. */
export function choose(
  list: readonly Paper[],
  settings: Filters & { readonly count: number },
  given: ReadonlySet<string>,
): Paper[] {
  return rankPapers(list)
    .filter((paper) => !given.has(paper.id) && passes(paper, settings))
    .slice(0, settings.count);
}

function passes(paper: Paper, { fields, words, minUpvotes }: Filters): boolean {
  if (paper.upvotes < minUpvotes) return false;
  if (words.length > 0) {
    const text = `${paper.title}\n${paper.abstract}`.toLowerCase();
    if (!words.some((word) => text.includes(word.toLowerCase()))) return false;
  }
  if (fields.length === 0) return true;
  // Filters need no model: a summary that is there by chance changes nothing.
  const found = fieldsOf({ paper, summary: null });
  return fields.some((field) => found.has(field));
}
