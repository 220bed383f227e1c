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

/** How far back `plan` looks for editions that are owed; beyond it nothing is even counted. */
export const horizon = (now: number): Day => addDays(closedListDay(now), -HORIZON_DAYS);

export interface Owed {
  readonly day: Day;
  readonly dueAt: number;
  /** The posting time that it comes to; a new subscription's first ones do not wait for it. */
  readonly postingAt: number;
  /** If it was begun. */
  readonly edition: EditionState | undefined;
}

/** The weekdays within the horizon, up to the list that is filling. */
export function weekdaysUntil(now: number): Day[] {
  const days: Day[] = [];
  for (let day = horizon(now); day <= liveListDay(now); day = addDays(day, 1)) {
    if (!isWeekend(day)) days.push(day);
  }
  return days;
}

/**
 * Every one of `days` that a place was due to get by `now` and did not get yet, oldest first. It is
 * due at the first posting time at which its list is over (live: filling). List days are gone through, not posting
 * times: where clocks are moved, two posting times can fall on one list day and none on the next.
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
  for (const day of days) {
    const edition = state.editions.get(editionKey(placeId, day));
    // Those that are over count only where they may stand for older ones.
    if (isEveryDay && isOver(edition)) continue;
    // What a new subscription gets at once, and newer ones that were empty so far: they are waited for as well.
    const atOnce = day <= newestThen && day >= firstListDay(createdAt, state.listDays);
    if (!atOnce && listDayEnd(day) + DAYS_A_WEEK * DAY + DAY < createdAt) continue;
    const postingAt = knownPostingTime(day, settings);
    const dueAt = atOnce ? createdAt : postingAt;
    // The rest of one that was begun does not wait for the hour again if the clock was set back.
    if ((dueAt <= now || edition?.state === 'open') && (atOnce || dueAt > createdAt))
      due.push({ day, dueAt, postingAt, edition });
  }
  const owed = due.filter(({ edition }) => !isOver(edition));
  return isEveryDay ? owed : owed.filter((it) => !isStoodFor(it, due, state.listDays));
}

const isOver = (edition: EditionState | undefined) => edition !== undefined && edition.state !== 'open';

/** The list days of editions that are over: posted, empty or skipped. */
export const daysOver = (editions: readonly EditionState[]): Day[] =>
  editions.filter(isOver).map(({ day }) => day);

/** Where weekdays are left out several lists come to one posting time: the newest that has papers stands for all. */
function isStoodFor(it: Owed, due: readonly Owed[], listDays: PlanState['listDays']): boolean {
  if (it.dueAt !== it.postingAt || it.edition) return false;
  return due.some(({ day, postingAt }) => {
    const list = listDays.get(day);
    return day > it.day && postingAt === it.postingAt && !(list && isBelievedEmpty(list));
  });
}

/** What a new subscription is sent at once: the newest list day that is over and was not found empty (rule 9). */
function firstListDay(createdAt: number, listDays: PlanState['listDays']): Day {
  const newest = weekdayAtOrBefore(closedListDay(createdAt));
  let day = newest;
  for (let tries = 0; tries < 5; tries += 1) {
    if (listDays.get(day)?.count !== 0) return day;
    day = weekdayAtOrBefore(addDays(day, -1));
  }
  return newest;
}
