import { MINUTE } from '../../lib/duration.ts';
import { addDays, closedListDay, type Day, weekdayAtOrBefore } from '../calendar/day.ts';
import { knownPostingTime } from '../calendar/posting-time.ts';
import type { Job } from '../edition/job.ts';
import type { ListDayState } from '../edition/records.ts';
import type { Subscription } from '../subscription/subscription.ts';

/** A job whose last attempt failed. Times are milliseconds since the epoch. */
export interface FailedJob {
  readonly job: Job;
  readonly since: number;
  readonly failures: number;
  /** The error of the last failure, in English. */
  readonly error: string;
  /** Not retried before this time. */
  readonly until: number;
}

/** A delivery that keeps failing for longer than this (in milliseconds) is unlikely to recover by itself. */
const FAILING_AFTER = 10 * MINUTE;
/** A list counts as missing this long (in milliseconds) after it was due, which leaves time for several attempts. */
const FETCHED_WITHIN = 10 * MINUTE;
/** The last two weekdays that were due are expected among this many of the newest weekdays. */
const CHECKED_DAYS = 5;

/**
 * Why the lists are unhealthy, in English; null if they are not. They are unhealthy if the last two weekdays that were
 * due in some place have no papers. A list that is not due anywhere has not been fetched, so it does not count.
 */
export function describeLists(
  now: number,
  subscriptions: readonly Subscription[],
  listDays: ReadonlyMap<Day, ListDayState>,
): string | null {
  const active = subscriptions.filter(({ state }) => state === 'active');
  const isDue = (day: Day) =>
    active.some(({ createdAt, settings }) => {
      const dueAt = knownPostingTime(day, settings);
      return createdAt < dueAt && dueAt + FETCHED_WITHIN <= now;
    });
  const newest = weekdayAtOrBefore(closedListDay(now));
  const days = [newest];
  while (days.length < CHECKED_DAYS) days.push(weekdayAtOrBefore(addDays(days.at(-1) as Day, -1)));
  const [last, before] = days.filter(isDue);
  const has = (day: Day) => (listDays.get(day)?.count ?? 0) > 0;
  if (!last || !before || has(last) || has(before)) return null;
  // If a newer list has already been fetched, the lists are healthy.
  if (days.some((day) => day > last && has(day))) return null;
  const whys = [before, last].map(
    (day) => `${day} ${listDays.has(day) ? 'is empty' : 'could not be fetched'}`,
  );
  return `no list for two weekdays: ${whys.join(', ')}`;
}

/**
 * Why deliveries are unhealthy, in English; null if they are not. They are unhealthy if every attempt at some delivery
 * has failed for minutes. `isServed`: whether a place is still subscribed, on an enabled platform.
 */
export function describeDeliveries(
  now: number,
  failedJobs: readonly FailedJob[],
  isServed: (placeId: string) => boolean,
): string | null {
  const failing = failedJobs.flatMap(({ job, since, error }) => {
    const isDelivery = job.kind === 'deliver' || job.kind === 'best';
    return isDelivery && isServed(job.placeId) && now - since >= FAILING_AFTER
      ? { placeId: job.placeId, since, error }
      : [];
  });
  const [first] = failing.toSorted((a, b) => a.since - b.since);
  if (!first) return null;
  const places = new Set(failing.map(({ placeId }) => placeId)).size;
  const minutes = Math.round((now - first.since) / MINUTE);
  return `deliveries to ${places} ${places === 1 ? 'place' : 'places'} have failed for up to ${minutes} minutes: ${first.error}`;
}
