import { DAY } from '../../lib/duration.ts';
import {
  addDays,
  closedListDay,
  type Day,
  liveListDay,
  localDate,
  localInstant,
  weekdayOf,
} from '../calendar/day.ts';
import { CATCH_UP } from '../calendar/posting-time.ts';
import type { Subscription } from '../subscription/subscription.ts';

/** Dates from today on back on which one that is still made up for may have come due. */
const LOOK_BACK = CATCH_UP / DAY + 2;

/** A weekly message that is due. */
export interface DueBest {
  /** In the zone of the place. */
  readonly date: Day;
  readonly dueAt: number;
  /** The list day that its week ends with. */
  readonly day: Day;
}

/** Names a weekly message, whoever sends it: by its date, so that another hour, zone or list makes no second one. */
export const bestKey = (placeId: string, date: Day) => `${placeId}/best/${date}`;

/** The weekly message that came due last, if that was since it was asked for and is not too long ago. */
export function dueBest(now: number, { createdAt, settings }: Subscription): DueBest | null {
  const { best, at, timeZone, mode } = settings;
  if (!best) return null;
  const today = localDate(now, timeZone);
  const dates = Array.from({ length: LOOK_BACK }, (_, days) => addDays(today, -days));
  const due = dates
    .filter((date) => weekdayOf(date) === best.weekday)
    .map((date) => ({ date, dueAt: localInstant(date, at, timeZone) }))
    .find(({ dueAt }) => dueAt <= now);
  if (!due || due.dueAt < Math.max(best.since, createdAt) || now - due.dueAt > CATCH_UP) return null;
  return { ...due, day: mode === 'live' ? liveListDay(due.dueAt) : closedListDay(due.dueAt) };
}
