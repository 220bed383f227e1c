import { HOUR } from '../../lib/duration.ts';
import { type Day, listDayEnd } from '../calendar/day.ts';
import type { ListDayState } from './records.ts';

/** A weekday's list that was found empty is fetched again after this long, in milliseconds. */
export const REFETCH_EMPTY = HOUR;

/** A weekday counts as a day without papers once its list has stayed empty for this long, in milliseconds (rule 2). */
const STAYS_EMPTY = 12 * HOUR;

/**
 * A list fetched at most this long (in milliseconds) before an edition is due is still fresh, so that places that post
 * together share one request.
 */
const FRESH = HOUR / 6;

/**
 * The state of an owed edition's list.
 * - `ready`: deliver from it.
 * - `stale`: fetch it again first; if that fails, use it anyway.
 * - `needed`: it was never fetched, or not since it ended, or it was found empty at least an hour ago.
 * - `empty-so-far`: it was found empty less than an hour ago.
 * - `empty`: it stayed empty, so the day has no papers.
 */
export type ListState = 'ready' | 'stale' | 'needed' | 'empty-so-far' | 'empty';

/** @param dueAt when the edition is due, in milliseconds since the epoch, like `now` */
export function listState(
  now: number,
  dueAt: number,
  day: Day,
  mode: 'closed' | 'live',
  list: ListDayState | undefined,
): ListState {
  if (!list) return 'needed';
  if (list.count === 0) {
    if (isBelievedEmpty(list)) return 'empty';
    const age = now - list.fetchedAt;
    // A negative age means that the clock has been set back since the fetch.
    return age >= REFETCH_EMPTY || age < 0 ? 'needed' : 'empty-so-far';
  }
  const isComplete = mode === 'live' || list.fetchedAt >= listDayEnd(day);
  if (!isComplete) return 'needed';
  return list.fetchedAt >= dueAt - FRESH ? 'ready' : 'stale';
}

/** True if a list stayed empty for so long that the day counts as a holiday. */
export function isBelievedEmpty({ count, emptySince, fetchedAt }: ListDayState): boolean {
  return count === 0 && emptySince !== null && fetchedAt - emptySince >= STAYS_EMPTY;
}
