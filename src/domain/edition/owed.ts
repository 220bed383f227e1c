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

/** The oldest list day that `plan` considers; older ones are not even recorded as skipped. */
export const horizon = (now: number): Day => addDays(closedListDay(now), -HORIZON_DAYS);

export interface Owed {
  readonly day: Day;
  readonly dueAt: number;
  /** Its regular posting time; the first editions of a new subscription do not wait for it. */
  readonly postingAt: number;
  /** Undefined if it has not begun. */
  readonly edition: EditionState | undefined;
}

/** The weekdays within the horizon, up to the list day that is filling. */
export function weekdaysUntil(now: number): Day[] {
  const days: Day[] = [];
  for (let day = horizon(now); day <= liveListDay(now); day = addDays(day, 1)) {
    if (!isWeekend(day)) days.push(day);
  }
  return days;
}

/**
 * The editions of `days` that a place was due to receive by `now` and has not received, oldest first. An edition is due
 * at the first posting time after its list has ended (live mode: has started to fill). The schedule follows list days,
 * not posting times: around daylight saving changes, two posting times can fall on one list day and none on the next.
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
    // If the place skips some weekdays, finished editions count too: they can replace older ones.
    if (isEveryDay && isOver(edition)) continue;
    // A new subscription immediately gets the newest list day; while that is empty, also those before it, back to the
    // last one that is not known to be empty.
    const atOnce = day <= newestThen && day >= firstThen;
    if (!atOnce && listDayEnd(day) + DAYS_A_WEEK * DAY + DAY < createdAt) continue;
    const postingAt = knownPostingTime(day, settings);
    const dueAt = atOnce ? createdAt : postingAt;
    // An edition that has begun is finished even if the clock has been set back to before its posting time.
    if ((dueAt <= now || edition?.state === 'open') && (atOnce || dueAt > createdAt))
      due.push({ day, dueAt, postingAt, edition });
  }
  const owed = due.filter(({ edition }) => !isOver(edition));
  return isEveryDay ? owed : owed.filter((it) => !isReplaced(it, due, state.listDays));
}

const isOver = (edition: EditionState | undefined) => edition !== undefined && edition.state !== 'open';

/** The list days whose edition is finished: posted, empty or skipped. */
export const daysOver = (editions: readonly EditionState[]): Day[] =>
  editions.filter(isOver).map(({ day }) => day);

/**
 * If the place skips some weekdays, several list days share a posting time: only the newest one with papers is posted.
 */
function isReplaced(it: Owed, due: readonly Owed[], listDays: PlanState['listDays']): boolean {
  if (it.dueAt !== it.postingAt || it.edition) return false;
  return due.some(({ day, postingAt }) => {
    const list = listDays.get(day);
    return day > it.day && postingAt === it.postingAt && !(list && isBelievedEmpty(list));
  });
}

/** The list day that a new subscription gets immediately: the newest up to `last` that was not found empty (rule 9). */
function firstListDay(last: Day, listDays: PlanState['listDays']): Day {
  const newest = weekdayAtOrBefore(last);
  let day = newest;
  for (let tries = 0; tries < 5; tries += 1) {
    if (listDays.get(day)?.count !== 0) return day;
    day = weekdayAtOrBefore(addDays(day, -1));
  }
  return newest;
}
