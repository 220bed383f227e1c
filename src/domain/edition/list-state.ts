import { HOUR } from '../../lib/duration.ts';
import { type Day, listDayEnd } from '../calendar/day.ts';
import type { ListDayState } from './records.ts';

/** The pause before an empty weekday list is fetched again, in milliseconds. */
export const REFETCH_EMPTY = HOUR;

/**
 * How long a weekday's list must stay empty, in milliseconds, before the day counts as one without papers (rule 2).
 */
const STAYS_EMPTY = 12 * HOUR;

/**
 * The maximum age at which a list is still fresh when an edition is due, in milliseconds: places with the same
 * posting time share one request.
 */
const FRESH = HOUR / 6;

/**
 * The state of an owed edition's list.
 * - `ready`: the edition can be delivered from it.
 * - `stale`: it must be fetched again first; if that fails, it is used anyway.
 * - `needed`: it was never fetched, it was found empty at least an hour ago or, except in live mode, it has papers
 *   but was last fetched before its day ended.
 * - `empty-so-far`: it was found empty less than an hour ago.
 * - `empty`: it stayed empty, so the day has no papers.
 */
export type ListState = 'ready' | 'stale' | 'needed' | 'empty-so-far' | 'empty';

/**
 * Returns the state of the list of `day`.
 * @param dueAt when the edition is due; like `now`, in milliseconds since the epoch
 */
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

/** Returns true if a list has stayed empty for so long that its day counts as a day without papers. */
export function isBelievedEmpty({ count, emptySince, fetchedAt }: ListDayState): boolean {
  return count === 0 && emptySince !== null && fetchedAt - emptySince >= STAYS_EMPTY;
}
