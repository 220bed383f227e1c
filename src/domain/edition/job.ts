import type { Day } from '../calendar/day.ts';
import type { DueBest } from './weekly-best.ts';

/**
 * Work that is due. A job is only a hint: running it twice does no harm. The kind `touch-up` is a refresh (before the
 * first step, its `step` is -1), `best` is the weekly best, `publish` publishes the messages of a posted edition, `bind` looks up the workspace of a place, and `tell` tells
 * whoever subscribed a paused place.
 */
export type Job =
  | { readonly kind: 'collect'; readonly day: Day }
  | { readonly kind: 'deliver' | 'skip'; readonly placeId: string; readonly day: Day }
  | { readonly kind: 'publish'; readonly placeId: string; readonly day: Day }
  | { readonly kind: 'touch-up'; readonly placeId: string; readonly day: Day; readonly step: number }
  | ({ readonly kind: 'best'; readonly placeId: string } & DueBest)
  | { readonly kind: 'bind'; readonly placeId: string }
  | { readonly kind: 'tell'; readonly placeId: string };

/** Returns the id of a job, by which its back-off is tracked. */
export function jobId(job: Job): string {
  const { kind } = job;
  if (kind === 'collect') return `${kind}/${job.day}`;
  return 'day' in job ? `${kind}/${job.placeId}/${job.day}` : `${kind}/${job.placeId}`;
}
