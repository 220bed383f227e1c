import { DAY } from '../../lib/duration.ts';
import type { Settings } from '../subscription/subscription.ts';
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

/** What was missed is made up for this long; what is older is skipped (README, rule 9). */
export const CATCH_UP = 3 * DAY;

/** When a place is due to get a list day: its first posting time at which the list is over (live: filling). */
export function postingTime(day: Day, { at, timeZone, mode, weekdays }: Settings): number {
  const from = mode === 'live' ? listDayEnd(day) - DAY : listDayEnd(day);
  const first = localDate(from, timeZone);
  for (let date = first; ; date = addDays(date, 1)) {
    // No weekday at all would never come; a stored row may be broken.
    const isChosen = weekdays.includes(weekdayOf(date)) || date > addDays(first, DAYS_A_WEEK);
    const instant = isChosen ? localInstant(date, at, timeZone) : -1;
    if (instant >= from) return instant;
  }
}

/**
 * The next posting time with a list day that is not in `over`, and that list day; null if none comes within weeks.
 * `empty` are list days that are known to have no papers: others stand for them.
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
  // Of the lists that come to one posting time the newest stands for all.
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

/** `postingTime`, remembered: places share their hours, and every heartbeat asks for the same ones. */
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
