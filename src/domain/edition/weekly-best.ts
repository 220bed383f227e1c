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

/** The number of dates to check, back from today, for a weekly best that is not too late to send. */
const DAYS_BACK = CATCH_UP / DAY + 2;

/** A weekly best that is due. */
export interface DueBest {
  /** The date on which it is due, in the place's time zone. */
  readonly date: Day;
  readonly dueAt: number;
  /** The last of the list days that it covers. */
  readonly day: Day;
}

/**
 * Returns the delivery key of a weekly best. Apart from the place, the key contains only the date: a changed posting
 * time, time zone or mode must not cause a second message.
 */
export const bestKey = (placeId: string, date: Day) => `${placeId}/best/${date}`;

/**
 * Returns the latest weekly best that was due by `now`; null if it is too late to send it, if the place subscribed or
 * enabled the weekly best only later, or if the weekly best is disabled.
 */
export function dueBest(now: number, { createdAt, settings }: Subscription): DueBest | null {
  const { best, at, timeZone, mode } = settings;
  if (!best) return null;
  const today = localDate(now, timeZone);
  const dates = Array.from({ length: DAYS_BACK }, (_, days) => addDays(today, -days));
  const due = dates
    .filter((date) => weekdayOf(date) === best.weekday)
    .map((date) => ({ date, dueAt: localInstant(date, at, timeZone) }))
    .find(({ dueAt }) => dueAt <= now);
  if (!due || due.dueAt < Math.max(best.since, createdAt) || now - due.dueAt > CATCH_UP) return null;
  return { ...due, day: mode === 'live' ? liveListDay(due.dueAt) : closedListDay(due.dueAt) };
}
