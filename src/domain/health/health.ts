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
  /** When it failed last. */
  readonly failedAt: number;
  /** The error of the last failure, in English. */
  readonly error: string;
  /** The job is not retried before this time. */
  readonly until: number;
}

/**
 * How long a delivery must have been failing, in milliseconds, before deliveries count as unhealthy: short faults are
 * over by then, and `ALERT_AFTER` and two heartbeats later, an outage of ten minutes still lasts.
 */
const FAILING_AFTER = MINUTE;
/** The time within which a due list must be fetched, in milliseconds: enough for several attempts. */
const FETCHED_WITHIN = 10 * MINUTE;
/** The number of newest weekdays that are searched for the last two whose lists were due. */
const CHECKED_DAYS = 5;

/**
 * Returns the reason why the lists are unhealthy, in English; null if they are healthy. They are unhealthy if the
 * last two weekdays whose lists were due at some place have no papers, and no newer list has any. A list that is not
 * due at any place is not fetched, so it does not count.
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
  // If a newer list already has papers, the lists are healthy.
  if (days.some((day) => day > last && has(day))) return null;
  const whys = [before, last].map(
    (day) => `${day} ${listDays.has(day) ? 'is empty' : 'could not be fetched'}`,
  );
  return `no list for two weekdays: ${whys.join(', ')}`;
}

/**
 * Returns the reason why deliveries are unhealthy, in English; null if they are healthy. They are unhealthy if all
 * attempts at any one delivery have failed for at least a minute. `isServed` returns true if the subscription of a
 * place is active and the platform is enabled.
 */
export function describeDeliveries(
  now: number,
  failedJobs: readonly FailedJob[],
  isServed: (placeId: string) => boolean,
): string | null {
  const failing = failedJobs.flatMap(({ job, since, error }) => {
    const isDelivery = job.kind === 'deliver' || job.kind === 'best' || job.kind === 'bind';
    return isDelivery && isServed(job.placeId) && now - since >= FAILING_AFTER
      ? { placeId: job.placeId, since, error }
      : [];
  });
  const [first] = failing.toSorted((a, b) => a.since - b.since);
  if (!first) return null;
  const places = new Set(failing.map(({ placeId }) => placeId)).size;
  const minutes = Math.round((now - first.since) / MINUTE);
  return `deliveries to ${count(places, 'place')} have failed for up to ${count(minutes, 'minute')}: ${first.error}`;
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
