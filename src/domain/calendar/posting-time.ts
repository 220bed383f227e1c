import { DAY } from '../../lib/duration.ts';
import type { Settings } from '../subscription/settings.ts';
import {
  addDays,
  closedListDay,
  DAYS_A_WEEK,
  type Day,
  isWeekend,
  listDayEnd,
  localDate,
  localInstant,
  weekdayOf,
} from './day.ts';

/**
 * The maximum delay with which a missed edition is still sent, in milliseconds; after that, it is skipped (rule 9).
 */
export const CATCH_UP = 3 * DAY;

/**
 * Returns the time at which the edition of a list day is due in a place, in milliseconds since the epoch: the first
 * posting time after the list day has ended or, in live mode, has started to fill.
 */
export function postingTime(day: Day, { at, timeZone, mode, weekdays }: Settings): number {
  const from = mode === 'live' ? listDayEnd(day) - DAY : listDayEnd(day);
  const first = localDate(from, timeZone);
  for (let date = first; ; date = addDays(date, 1)) {
    // After a week, accept any day: a corrupt subscription might have no weekdays, and the loop would never end.
    const isChosen = weekdays.includes(weekdayOf(date)) || date > addDays(first, DAYS_A_WEEK);
    const instant = isChosen ? localInstant(date, at, timeZone) : -1;
    if (instant >= from) return instant;
  }
}

/**
 * Returns the next edition: its list day and the time at which it is due; null if none is due within about three
 * weeks. `over`: list days whose editions are finished. `empty`: list days known to have no papers.
 */
export function nextEdition(
  now: number,
  settings: Settings,
  over: ReadonlySet<Day>,
  empty: ReadonlySet<Day> = new Set(),
): { readonly day: Day; readonly dueAt: number } | null {
  const days = Array.from({ length: 4 * DAYS_A_WEEK }, (_, n) =>
    addDays(closedListDay(now), n - DAYS_A_WEEK),
  );
  // Several list days can share a posting time; only the newest of them is posted.
  const newest = new Map(
    days
      .filter((day) => !isWeekend(day) && !empty.has(day))
      .map((day) => [knownPostingTime(day, settings), day] as const),
  );
  for (const [dueAt, day] of newest) if (dueAt > now && !over.has(day)) return { day, dueAt };
  return null;
}

const MAX_TIMES = 50_000;
const times = new Map<string, number>();

/** Returns the same as `postingTime`, cached: many places share a posting time, and each heartbeat needs it. */
export function knownPostingTime(day: Day, settings: Settings): number {
  const { at, timeZone, mode, weekdays } = settings;
  const name = `${day} ${at} ${timeZone} ${mode} ${weekdays}`;
  let instant = times.get(name);
  if (instant === undefined) {
    instant = postingTime(day, settings);
    if (times.size >= MAX_TIMES) times.clear();
    times.set(name, instant);
  }
  return instant;
}
