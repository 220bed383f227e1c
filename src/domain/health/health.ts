import { MINUTE } from '../../lib/duration.ts';
import { addDays, closedListDay, type Day, weekdayAtOrBefore } from '../calendar/day.ts';
import { knownPostingTime } from '../calendar/posting-time.ts';
import type { Job } from '../edition/job.ts';
import type { ListDayState } from '../edition/records.ts';
import type { Subscription } from '../subscription/subscription.ts';

/** A job that failed, and was not done since. Times are milliseconds since the epoch. */
export interface FailedJob {
  readonly job: Job;
  readonly since: number;
  readonly failures: number;
  /** Of the last failure, in English. */
  readonly error: string;
  /** It is left alone until then. */
  readonly until: number;
}

/** An edition that cannot be delivered for longer does not pass by itself. */
const FAILING_AFTER = 10 * MINUTE;
/** A list is asked for at its posting time, and may take some tries. */
const ASKED_WITHIN = 10 * MINUTE;
/** The newest weekdays among which the last two that were due are looked for. */
const LOOKED_AT = 5;

/**
 * Why the lists are ill, in English: the last two weekdays whose lists were due somewhere had none. A list is asked for
 * at a posting time, so one that is over and due nowhere yet says nothing.
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
      return createdAt < dueAt && dueAt + ASKED_WITHIN <= now;
    });
  const newest = weekdayAtOrBefore(closedListDay(now));
  const days = [newest];
  while (days.length < LOOKED_AT) days.push(weekdayAtOrBefore(addDays(days.at(-1) as Day, -1)));
  const [last, before] = days.filter(isDue);
  const has = (day: Day) => (listDays.get(day)?.count ?? 0) > 0;
  if (!last || !before || has(last) || has(before)) return null;
  // One that is newer and there already.
  if (days.some((day) => day > last && has(day))) return null;
  const whys = [before, last].map((day) => `${day} ${listDays.has(day) ? 'is empty' : 'could not be had'}`);
  return `no list for two weekdays: ${whys.join(', ')}`;
}

/**
 * Why deliveries are ill, in English: some place has been sent nothing for minutes, whatever was tried. `isServed`:
 * whether a place is still subscribed, on a platform that is on.
 */
export function describeDeliveries(
  now: number,
  troubles: readonly FailedJob[],
  isServed: (placeId: string) => boolean,
): string | null {
  const failing = troubles.flatMap(({ job, since, error }) => {
    const isDelivery = job.kind === 'deliver' || job.kind === 'best';
    return isDelivery && isServed(job.placeId) && now - since >= FAILING_AFTER
      ? { placeId: job.placeId, since, error }
      : [];
  });
  const [first] = failing.toSorted((a, b) => a.since - b.since);
  if (!first) return null;
  const places = new Set(failing.map(({ placeId }) => placeId)).size;
  const minutes = Math.round((now - first.since) / MINUTE);
  return `${places} ${places === 1 ? 'place' : 'places'} cannot be delivered to for up to ${minutes} minutes: ${first.error}`;
}
