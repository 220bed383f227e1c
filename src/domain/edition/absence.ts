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
import { placeToId, type Settings, type Subscription } from '../subscription/subscription.ts';
import { ASK_AGAIN, isBelievedEmpty, readiness } from './list-state.ts';
import { type Owed, owedEditions, weekdaysUntil } from './owed.ts';
import { type EditionState, editionKey, type ListDayState } from './records.ts';

/** Why there is nothing of a list day at a place, or nothing yet. */
export type Absence =
  | 'weekend'
  /** Posting waits for a weekday that was chosen; today is none. */
  | 'off-day'
  /** Its posting time had passed when the subscription began. */
  | 'before'
  | 'not-yet'
  | 'unreachable'
  | 'empty'
  | 'believed-empty'
  | 'delivering'
  | 'late'
  | 'none-passed'
  | 'skipped';

/** A list that is not there after this long could not be had: it is asked for within seconds, and again. */
const UNREACHABLE_AFTER = HOUR / 12;
/** An edition takes minutes where many places have the same hour. */
const LATE_AFTER = HOUR / 4;

/** The list day that a place looks at: the newest that is over, or the one that fills. */
export const newestListDay = (now: number, { mode }: Settings): Day =>
  mode === 'live' ? liveListDay(now) : closedListDay(now);

/**
 * Why a place has no edition of the newest list day and of earlier ones, from the state that `plan` looks at; days
 * that it has, or that wait for their hour, are not in it.
 */
export function findAbsences(
  now: number,
  subscription: Subscription,
  lists: readonly ListDayState[],
  editions: readonly EditionState[],
): ReadonlyMap<Day, Absence> {
  const { settings, createdAt } = subscription;
  const placeId = placeToId(subscription.place);
  const state = {
    listDays: new Map(lists.map((list) => [list.day, list])),
    editions: new Map(editions.map((edition) => [editionKey(placeId, edition.day), edition])),
  };
  const days = weekdaysUntil(now);
  const absences = new Map<Day, Absence>();
  for (const { day, state } of editions) {
    if (state === 'empty') absences.set(day, 'none-passed');
    if (state === 'skipped') absences.set(day, 'skipped');
  }
  // Oldest first: what cannot be posted holds up what is newer.
  let isHeldUp = false;
  for (const owed of owedEditions(now, days, placeId, subscription, state)) {
    const absence = whyOwed(now, owed, settings.mode, state.listDays.get(owed.day));
    absences.set(owed.day, isHeldUp && absence !== 'skipped' ? 'late' : absence);
    isHeldUp ||= absence === 'late';
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
  const isReady = edition || ['ready', 'stale'].includes(readiness(now, dueAt, day, mode, list));
  // Since it could have gone out.
  const readyAt = Math.max(dueAt, list?.count && list.fetchedAt >= listDayEnd(day) ? list.fetchedAt : 0);
  if (isReady) return now - readyAt > LATE_AFTER ? 'late' : 'delivering';
  const askedAt = Math.max(dueAt, list?.count === 0 ? list.fetchedAt + ASK_AGAIN : 0);
  if (now - askedAt > UNREACHABLE_AFTER) return 'unreachable';
  return list?.count === 0 ? 'empty' : 'not-yet';
}
