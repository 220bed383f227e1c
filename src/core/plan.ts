import {
  addDays,
  closedListDay,
  DAY,
  type Day,
  HOUR,
  isWeekend,
  listDayEnd,
  liveListDay,
  localDate,
  localInstant,
  weekdayAtOrBefore,
} from './day.ts';
import { placeToId, type Subscription } from './subscription.ts';

/** Something that is due. Only a hint: running one twice does no harm. */
export type Job =
  | { readonly kind: 'collect'; readonly day: Day }
  | { readonly kind: 'deliver' | 'skip'; readonly placeId: string; readonly day: Day }
  | { readonly kind: 'touch-up'; readonly placeId: string; readonly day: Day; readonly step: number };

/** What is known of a list day. Times are milliseconds since the epoch. */
export interface ListDayState {
  readonly day: Day;
  readonly fetchedAt: number;
  readonly count: number;
  /** When it was first found empty after it was over; null if it was not. */
  readonly emptySince: number | null;
}

export interface EditionState {
  readonly placeId: string;
  readonly day: Day;
  readonly state: 'open' | 'done' | 'empty' | 'skipped';
  readonly closedAt: number | null;
  /** How many touch-ups it has had. */
  readonly touchUps: number;
  /** How many of its cards have no summary. */
  readonly missing: number;
}

export interface PlanState {
  readonly subscriptions: readonly Subscription[];
  readonly listDays: ReadonlyMap<Day, ListDayState>;
  /** By `editionKey`. */
  readonly editions: ReadonlyMap<string, EditionState>;
  /** Ids of the jobs that failed a short while ago and are not tried again yet. */
  readonly coolingDown: ReadonlySet<string>;
}

/** Missed list days are made up for this long; older ones are skipped and counted (design, rule 9). */
const CATCH_UP = 3 * DAY;
/** How far back `plan` looks for editions that are owed; beyond it nothing is even counted. */
export const HORIZON_DAYS = 14;
/** An empty weekday is asked again this often … */
const ASK_AGAIN = HOUR;
/** … for this long, before it is believed (design, rule 2). */
const BELIEVE_EMPTY = 12 * HOUR;
/** A list this much older than the posting time is still fresh: places that post together share one request. */
const FRESH = HOUR / 6;
/** If the list cannot be had again for this long, an older one that is good enough is used. */
const PATIENCE = HOUR / 4;

/**
 * After an edition is posted its cards are looked at again: summaries that were missing (rule 5: for 24 hours),
 * and upvotes, 6 and 24 hours later (rule 11).
 */
export const TOUCH_UPS = [
  { after: HOUR / 6, votes: false },
  { after: HOUR, votes: false },
  { after: 6 * HOUR, votes: true },
  { after: DAY, votes: true },
] as const;

export const editionKey = (placeId: string, day: Day) => `${placeId}/${day}`;

export function jobId(job: Job): string {
  return 'placeId' in job ? `${job.kind}/${job.placeId}/${job.day}` : `${job.kind}/${job.day}`;
}

/** What is due at `now`, from state alone: after any downtime it says what was missed. A place's editions come one by one. */
export function plan(now: number, state: PlanState): Job[] {
  const jobs = new Map<string, Job>();
  const add = (job: Job) => {
    if (!state.coolingDown.has(jobId(job))) jobs.set(jobId(job), job);
  };

  for (const subscription of state.subscriptions) {
    if (subscription.state !== 'active') continue;
    const placeId = placeToId(subscription.place);
    for (const { day, dueAt } of owedEditions(now, subscription, state)) {
      const edition = state.editions.get(editionKey(placeId, day));
      if (edition && edition.state !== 'open') continue;
      const listDay = state.listDays.get(day);
      if (now - dueAt > CATCH_UP) {
        if (listDay?.count !== 0) add({ kind: 'skip', placeId, day });
        continue;
      }
      const ready = edition ? 'ready' : readiness(now, dueAt, day, subscription.settings.mode, listDay);
      if (ready === 'ask' || ready === 'late') add({ kind: 'collect', day });
      if (ready === 'ready' || ready === 'late') add({ kind: 'deliver', placeId, day });
      // Oldest first; but a list that cannot be had, or was empty so far, does not hold up newer ones.
      const stuck = ready === 'ask' && state.coolingDown.has(jobId({ kind: 'collect', day }));
      if (ready !== 'empty' && ready !== 'wait' && !stuck) break;
    }
  }
  for (const edition of state.editions.values()) {
    const step = dueTouchUp(now, edition);
    if (step !== null) add({ kind: 'touch-up', placeId: edition.placeId, day: edition.day, step });
  }
  return [...jobs.values()];
}

/** Every list day that a place was due to get by `now`, oldest first, with the instant it was due. */
function owedEditions(
  now: number,
  subscription: Subscription,
  state: PlanState,
): { day: Day; dueAt: number }[] {
  const { createdAt, settings } = subscription;
  const owed = new Map<Day, number>([[firstListDay(createdAt, state.listDays), createdAt]]);
  const today = localDate(now, settings.timeZone);
  for (let back = HORIZON_DAYS; back >= 0; back -= 1) {
    const dueAt = localInstant(addDays(today, -back), settings.at, settings.timeZone);
    if (dueAt <= createdAt || dueAt > now) continue;
    const day = settings.mode === 'live' ? liveListDay(dueAt) : closedListDay(dueAt);
    if (!isWeekend(day) && !owed.has(day)) owed.set(day, dueAt);
  }
  return [...owed].map(([day, dueAt]) => ({ day, dueAt })).sort((a, b) => a.day.localeCompare(b.day));
}

/** What a new subscription is sent at once: the newest list day that is over and was not found empty (rule 9). */
function firstListDay(createdAt: number, listDays: PlanState['listDays']): Day {
  const newest = weekdayAtOrBefore(closedListDay(createdAt));
  let day = newest;
  for (let tries = 0; tries < 5; tries += 1) {
    if (listDays.get(day)?.count !== 0) return day;
    day = weekdayAtOrBefore(addDays(day, -1));
  }
  return newest;
}

/**
 * `ready`: deliver. `ask`: the list has to be had first. `late`: asking has not worked for a while, deliver what
 * is there. `wait`: found empty a short while ago. `empty`: believed to have no papers.
 */
function readiness(
  now: number,
  dueAt: number,
  day: Day,
  mode: 'closed' | 'live',
  list: ListDayState | undefined,
): 'ready' | 'ask' | 'late' | 'wait' | 'empty' {
  if (!list) return 'ask';
  if (list.count === 0) {
    if (list.emptySince !== null && list.fetchedAt - list.emptySince >= BELIEVE_EMPTY) return 'empty';
    return now - list.fetchedAt >= ASK_AGAIN ? 'ask' : 'wait';
  }
  const enough = mode === 'live' || list.fetchedAt >= listDayEnd(day);
  if (enough && list.fetchedAt >= dueAt - FRESH) return 'ready';
  return enough && now >= dueAt + PATIENCE ? 'late' : 'ask';
}

/** The touch-up that is due for an edition, the latest if several are; null if none is. */
function dueTouchUp(now: number, { state, closedAt, touchUps, missing }: EditionState): number | null {
  if (state !== 'done' || closedAt === null || now - closedAt > CATCH_UP) return null;
  const step = TOUCH_UPS.findLastIndex(
    ({ after, votes }) => now >= closedAt + after && (votes || missing > 0),
  );
  return step >= touchUps ? step : null;
}
