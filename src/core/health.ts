import { addDays, closedListDay, type Day, listDayEnd, weekdayAtOrBefore } from './day.ts';
import type { ListDayState } from './plan.ts';
import type { Subscription } from './subscription.ts';

const MINUTE = 60_000;
/** An edition that cannot be delivered for longer does not pass by itself. */
const FAILING_AFTER = 10 * MINUTE;

/** Why the lists are ill, in English: the last two weekdays that are over had none, and somebody waits for them. */
export function describeLists(
  now: number,
  subscriptions: readonly Subscription[],
  listDays: ReadonlyMap<Day, ListDayState>,
): string | null {
  const newest = weekdayAtOrBefore(closedListDay(now));
  const days = [weekdayAtOrBefore(addDays(newest, -1)), newest] as const;
  const isWaited = subscriptions.some(
    ({ state, createdAt }) => state === 'active' && createdAt < listDayEnd(days[0]),
  );
  const has = (day: Day) => (listDays.get(day)?.count ?? 0) > 0;
  if (!isWaited || days.some(has)) return null;
  const whys = days.map((day) => `${day} ${listDays.has(day) ? 'is empty' : 'could not be had'}`);
  return `no list for two weekdays: ${whys.join(', ')}`;
}

/** A job that fails; see `app/cool-downs`. */
interface Failing {
  readonly job: { readonly kind: string; readonly placeId?: string };
  readonly since: number;
  readonly error: string;
}

/** Why deliveries are ill, in English: some place has been sent nothing for minutes, whatever was tried. */
export function describeDeliveries(now: number, troubles: readonly Failing[]): string | null {
  const failing = troubles.filter(
    ({ job, since }) => (job.kind === 'deliver' || job.kind === 'best') && now - since >= FAILING_AFTER,
  );
  const [first] = failing.toSorted((a, b) => a.since - b.since);
  if (!first) return null;
  const places = new Set(failing.map(({ job }) => job.placeId)).size;
  const minutes = Math.round((now - first.since) / MINUTE);
  return `${places} ${places === 1 ? 'place' : 'places'} cannot be delivered to for up to ${minutes} minutes: ${first.error}`;
}
