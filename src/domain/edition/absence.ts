import { HOUR } from '../../lib/duration.ts';
import {
  closedListDay,
  type Day,
  isWeekend,
  listDayEnd,
  liveListDay,
  localDate,
  weekdayOf,
} from '../calendar/day.ts';
import { CATCH_UP, knownPostingTime } from '../calendar/posting-time.ts';
import type { Settings } from '../subscription/settings.ts';
import { placeToId, type Subscription } from '../subscription/subscription.ts';
import { isBelievedEmpty, listState, REFETCH_EMPTY } from './list-state.ts';
import { type Owed, owedEditions, weekdaysUntil } from './owed.ts';
import { type EditionState, editionKey, indexState, type ListDayState } from './records.ts';

/** The reason why a place has no edition of a list day, or does not have it yet. */
export type Absence =
  | 'weekend'
  /** Today is not one of the place's posting days. */
  | 'off-day'
  /** The edition would have been due before the place subscribed. */
  | 'before'
  | 'not-yet'
  | 'unreachable'
  | 'empty'
  | 'believed-empty'
  | 'delivering'
  | 'late'
  | 'none-passed'
  | 'skipped'
  /** The edition was due while a member had paused the place. */
  | 'on-hold';

/**
 * How long a list can be missing after it was due, in milliseconds, before it counts as unreachable: fetching a list
 * takes only seconds.
 */
const UNREACHABLE_AFTER = HOUR / 12;
/**
 * How long posting an edition can take, in milliseconds, before the edition counts as late: if many places share a
 * posting time, their deliveries take minutes.
 */
const LATE_AFTER = HOUR / 4;

/**
 * Returns the newest list day for a place: the last one that has ended or, in live mode,
 * the one that is still filling.
 */
export const newestListDay = (now: number, { mode }: Settings): Day =>
  mode === 'live' ? liveListDay(now) : closedListDay(now);

/**
 * Returns, by list day, the reason why a place has no edition; it is derived from the same state as the jobs of
 * `plan`. Days with nothing to explain are omitted, such as those whose edition was posted or is simply not due yet.
 */
export function findAbsences(
  now: number,
  subscription: Subscription,
  lists: readonly ListDayState[],
  editions: readonly EditionState[],
): ReadonlyMap<Day, Absence> {
  const { settings, createdAt } = subscription;
  const placeId = placeToId(subscription.place);
  const state = indexState(lists, editions);
  const days = weekdaysUntil(now);
  const absences = new Map<Day, Absence>();
  for (const { day, state } of editions) {
    if (state === 'empty') absences.set(day, 'none-passed');
    if (state === 'skipped' || state === 'on-hold') absences.set(day, state);
  }
  // `owedEditions` returns the oldest edition first: if one is late, the newer ones are late too.
  let isHeldUp = false;
  for (const owed of owedEditions(now, days, placeId, subscription, state)) {
    const absence =
      subscription.state === 'on-hold'
        ? 'on-hold'
        : whyOwed(now, owed, settings.mode, state.listDays.get(owed.day));
    absences.set(owed.day, isHeldUp && absence !== 'skipped' ? 'late' : absence);
    isHeldUp ||= absence === 'late' && !owed.edition?.failing;
  }
  const newest = newestListDay(now, settings);
  for (const day of days.filter((it) => it <= newest && !absences.has(it))) {
    if (state.editions.has(editionKey(placeId, day))) continue;
    const dueAt = knownPostingTime(day, settings);
    const list = state.listDays.get(day);
    if (dueAt <= createdAt) {
      if (day > closedListDay(createdAt)) absences.set(day, 'before');
    } else if (list && isBelievedEmpty(list)) absences.set(day, 'believed-empty');
    else if (dueAt > now && day === newest && isOffDay(now, settings)) absences.set(day, 'off-day');
  }
  return isWeekend(newest) ? absences.set(newest, 'weekend') : absences;
}

const isOffDay = (now: number, { weekdays, timeZone }: Settings) =>
  !weekdays.includes(weekdayOf(localDate(now, timeZone)));

function whyOwed(
  now: number,
  { day, dueAt, edition }: Owed,
  mode: 'closed' | 'live',
  list: ListDayState | undefined,
): Absence {
  if (list && isBelievedEmpty(list)) return 'believed-empty';
  if (now - dueAt > CATCH_UP) return 'skipped';
  const isReady = edition || ['ready', 'stale'].includes(listState(now, dueAt, day, mode, list));
  // The earliest time at which the edition could have been posted.
  const readyAt = Math.max(dueAt, list?.count && list.fetchedAt >= listDayEnd(day) ? list.fetchedAt : 0);
  if (isReady) return now - readyAt > LATE_AFTER ? 'late' : 'delivering';
  const fetchAt = Math.max(dueAt, list?.count === 0 ? list.fetchedAt + REFETCH_EMPTY : 0);
  if (now - fetchAt > UNREACHABLE_AFTER) return 'unreachable';
  return list?.count === 0 ? 'empty' : 'not-yet';
}
