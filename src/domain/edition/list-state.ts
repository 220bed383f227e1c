import { HOUR } from '../../lib/duration.ts';
import { type Day, listDayEnd } from '../calendar/day.ts';
import type { ListDayState } from './records.ts';

/** An empty weekday is asked again this often … */
export const ASK_AGAIN = HOUR;

/** … for this long, before it is believed (rule 2). */
const BELIEVE_EMPTY = 12 * HOUR;

/** A list this much older than the posting time is still fresh: places that post together share one request. */
const FRESH = HOUR / 6;

/**
 * `ready`: deliver. `ask`: the list has to be had first. `stale`: it is there, but should be asked for again; if
 * that fails it will do. `wait`: found empty a short while ago. `empty`: believed to have no papers.
 */
export function readiness(
  now: number,
  dueAt: number,
  day: Day,
  mode: 'closed' | 'live',
  list: ListDayState | undefined,
): 'ready' | 'ask' | 'stale' | 'wait' | 'empty' {
  if (!list) return 'ask';
  if (list.count === 0) {
    if (isBelievedEmpty(list)) return 'empty';
    const age = now - list.fetchedAt;
    return age >= ASK_AGAIN || age < 0 ? 'ask' : 'wait';
  }
  const enough = mode === 'live' || list.fetchedAt >= listDayEnd(day);
  if (!enough) return 'ask';
  return list.fetchedAt >= dueAt - FRESH ? 'ready' : 'stale';
}

/** Asked for long enough to be taken for a holiday. */
export function isBelievedEmpty({ count, emptySince, fetchedAt }: ListDayState): boolean {
  return count === 0 && emptySince !== null && fetchedAt - emptySince >= BELIEVE_EMPTY;
}
