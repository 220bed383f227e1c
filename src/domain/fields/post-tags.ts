import type { Entry } from '../paper/paper.ts';
import type { Settings } from '../subscription/settings.ts';
import { labelsOf } from './classify-paper.ts';
import { findField, resolveLabel, withAncestors } from './field.ts';

/** A field of a paper, by which the paper's post is tagged. */
export interface PostTag {
  readonly ko: string;
  readonly en: string;
  /** True if a place that has no such tag should get it. */
  readonly isWanted: boolean;
}

/**
 * Returns the tags of a paper's post: first the fields that its card shows, then the broader ones. A place should have
 * tags for the fields that its subscription names, and for the broadest ones.
 */
export function postTags(entry: Entry, { fields }: Pick<Settings, 'fields'>): readonly PostTag[] {
  const labels = labelsOf(entry);
  const ids = labels.flatMap(resolveLabel);
  const known = [...new Set([...ids, ...ids.flatMap(withAncestors)])].flatMap((id) => findField(id) ?? []);
  return [
    ...labels.map(({ ko, en }) => ({ ko, en, isWanted: false })),
    ...known.map(({ id, ko, en, parent }) => ({ ko, en, isWanted: parent === null || fields.includes(id) })),
  ];
}
