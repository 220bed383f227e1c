import { DAY } from '../../lib/duration.ts';
import {
  addDays,
  closedListDay,
  DAYS_A_WEEK,
  type Day,
  isWeekend,
  listDayEnd,
  liveListDay,
  weekdayAtOrBefore,
} from '../calendar/day.ts';
import { knownPostingTime } from '../calendar/posting-time.ts';
import type { Subscription } from '../subscription/subscription.ts';
import { isBelievedEmpty } from './list-state.ts';
import { type EditionState, editionKey, type PlanState } from './records.ts';

const HORIZON_DAYS = 14;

/** Returns the oldest list day that `plan` considers; older list days are not even recorded as skipped. */
export const horizon = (now: number): Day => addDays(closedListDay(now), -HORIZON_DAYS);

export interface Owed {
  readonly day: Day;
  readonly dueAt: number;
  /** The edition's regular posting time. The first editions of a new subscription are due immediately instead. */
  readonly postingAt: number;
  /** Undefined if the edition has not begun. */
  readonly edition: EditionState | undefined;
}

/** Returns the weekdays from the horizon to the list day that is still filling, oldest first. */
export function weekdaysUntil(now: number): Day[] {
  const days: Day[] = [];
  for (let day = horizon(now); day <= liveListDay(now); day = addDays(day, 1)) {
    if (!isWeekend(day)) days.push(day);
  }
  return days;
}

/**
 * Returns the editions of `days` that a place should have received by `now` but has not, oldest first. An
 * edition is due at the first posting time after its list day has ended or, in live mode, has started to fill. The
 * schedule follows list days, not posting times: around daylight saving changes, two posting times can fall on
 * one list day and none on the next.
 */
export function owedEditions(
  now: number,
  days: readonly Day[],
  placeId: string,
  { createdAt, settings }: Subscription,
  state: Pick<PlanState, 'listDays' | 'editions'>,
): Owed[] {
  const isEveryDay = settings.weekdays.length === DAYS_A_WEEK;
  const due: Owed[] = [];
  const newestThen = closedListDay(createdAt);
  const firstThen = firstListDay(newestThen, state.listDays);
  for (const day of days) {
    const edition = state.editions.get(editionKey(placeId, day));
    // If the place skips some weekdays, keep finished editions for now: they can replace older ones.
    if (isEveryDay && isOver(edition)) continue;
    // A new subscription immediately gets the newest list day. If that one is empty so far, the subscription also
    // gets earlier list days, back to the newest one that is not known to be empty.
    const atOnce = day <= newestThen && day >= firstThen;
    if (!atOnce && listDayEnd(day) + DAYS_A_WEEK * DAY + DAY < createdAt) continue;
    const postingAt = knownPostingTime(day, settings);
    const dueAt = atOnce ? createdAt : postingAt;
    // An edition that has begun must be finished, even if the clock was set back to a time before it was due.
    if ((dueAt <= now || edition?.state === 'open') && (atOnce || dueAt > createdAt))
      due.push({ day, dueAt, postingAt, edition });
  }
  const owed = due.filter(({ edition }) => !isOver(edition));
  return isEveryDay ? owed : owed.filter((it) => !isReplaced(it, due, state.listDays));
}

const isOver = (edition: EditionState | undefined) => edition !== undefined && edition.state !== 'open';

/** Returns the list days whose editions are finished: posted, empty or skipped. */
export const daysOver = (editions: readonly EditionState[]): Day[] =>
  editions.filter(isOver).map(({ day }) => day);

/**
 * Returns true if the edition of a newer list day is posted instead of `it`. If a place skips some weekdays, several
 * list days can share a posting time, and only the newest one that is not known to be empty is posted.
 */
function isReplaced(it: Owed, due: readonly Owed[], listDays: PlanState['listDays']): boolean {
  if (it.dueAt !== it.postingAt || it.edition) return false;
  return due.some(({ day, postingAt }) => {
    const list = listDays.get(day);
    return day > it.day && postingAt === it.postingAt && !(list && isBelievedEmpty(list));
  });
}

/**
 * Returns the oldest list day that a new subscription gets immediately (rule 9): the first one, going back from
 * `last`, that was not found empty. If the last five weekdays were all found empty, it is the newest of them.
 */
function firstListDay(last: Day, listDays: PlanState['listDays']): Day {
  const newest = weekdayAtOrBefore(last);
  let day = newest;
  for (let tries = 0; tries < 5; tries += 1) {
    if (listDays.get(day)?.count !== 0) return day;
    day = weekdayAtOrBefore(addDays(day, -1));
  }
  return newest;
}
