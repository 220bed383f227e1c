import { bestKey, type DueBest, dueBest } from './best.ts';
import {
  addDays,
  closedListDay,
  DAY,
  type Day,
  HOUR,
  isWeekend,
  listDayEnd,
  liveListDay,
  weekdayAtOrBefore,
} from './day.ts';
import { CATCH_UP, knownPostingTime } from './posting-time.ts';
import { placeToId, type Subscription } from './subscription.ts';

/** Something that is due. Only a hint: running one twice does no harm. */
export type Job =
  | { readonly kind: 'collect'; readonly day: Day }
  | { readonly kind: 'deliver' | 'skip'; readonly placeId: string; readonly day: Day }
  | { readonly kind: 'touch-up'; readonly placeId: string; readonly day: Day; readonly step: number }
  | ({ readonly kind: 'best'; readonly placeId: string } & DueBest);

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
  /** Keys of the weekly messages that are over (`bestKey`). */
  readonly bestOver: ReadonlySet<string>;
  /** Ids of the jobs that failed a short while ago and are not tried again yet. */
  readonly coolingDown: ReadonlySet<string>;
}

const WEEK = 7;
const HORIZON_DAYS = 14;
/** How far back `plan` looks for editions that are owed; beyond it nothing is even counted. */
export const horizon = (now: number): Day => addDays(closedListDay(now), -HORIZON_DAYS);
/** An empty weekday is asked again this often … */
export const ASK_AGAIN = HOUR;
/** … for this long, before it is believed (README, rule 2). */
const BELIEVE_EMPTY = 12 * HOUR;
/** A list that cannot be had, or is empty so far, holds up the best papers of the week for this long. */
const BEST_WAITS = HOUR;
/** Upvotes that were fetched this long ago are not asked for again. */
const FRESH_UPVOTES = HOUR / 2;
/** A list this much older than the posting time is still fresh: places that post together share one request. */
const FRESH = HOUR / 6;

/**
 * After an edition is posted its cards are looked at again: summaries that were missing (rule 5: for 24 hours),
 * and upvotes, 6 and 24 hours later (rule 11).
 */
export const TOUCH_UPS = [
  { after: HOUR / 6, upvotes: false },
  { after: HOUR, upvotes: false },
  { after: 6 * HOUR, upvotes: true },
  { after: DAY, upvotes: true },
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
  const days = weekdaysUntil(now);
  const cannotCollect = (day: Day) => state.coolingDown.has(jobId({ kind: 'collect', day }));

  const active = new Map(
    state.subscriptions
      .filter((subscription) => subscription.state === 'active')
      .map((subscription) => [placeToId(subscription.place), subscription]),
  );
  for (const [placeId, subscription] of active) {
    let isBusy = false;
    let isLacking = false;
    for (const { day, dueAt, edition } of owedEditions(now, days, placeId, subscription, state)) {
      const listDay = state.listDays.get(day);
      if (now - dueAt > CATCH_UP) {
        if (!listDay || !isBelievedEmpty(listDay)) add({ kind: 'skip', placeId, day });
        continue;
      }
      const ready = edition ? 'ready' : readiness(now, dueAt, day, subscription.settings.mode, listDay);
      const asks = ready === 'ask' || ready === 'stale';
      const delivers = ready === 'ready' || (ready === 'stale' && cannotCollect(day));
      if (asks) add({ kind: 'collect', day });
      if (delivers) add({ kind: 'deliver', placeId, day });
      // Oldest first; but a list that cannot be had, or was empty so far, does not hold up newer ones.
      isBusy = delivers || (asks && !cannotCollect(day));
      if (isBusy) break;
      isLacking ||= ready !== 'empty';
    }
    // After its editions: it links to their cards.
    const best = isBusy ? null : dueBest(now, subscription);
    const waits = best && isLacking && now - best.dueAt < BEST_WAITS;
    if (best && !waits && !state.bestOver.has(bestKey(placeId, best.date)))
      add({ kind: 'best', placeId, ...best });
  }
  for (const edition of state.editions.values()) {
    const step = dueTouchUp(now, edition);
    if (step === null || !active.has(edition.placeId)) continue;
    const { placeId, day } = edition;
    // Upvotes are asked for once for all places; where they cannot be had, the rest is touched up without.
    const fetchedAt = state.listDays.get(day)?.fetchedAt ?? 0;
    const isOld = TOUCH_UPS[step]?.upvotes && now - fetchedAt > FRESH_UPVOTES;
    if (isOld) add({ kind: 'collect', day });
    if (!isOld || cannotCollect(day)) add({ kind: 'touch-up', placeId, day, step });
  }
  return [...jobs.values()];
}

export interface Owed {
  readonly day: Day;
  readonly dueAt: number;
  /** The posting time that it comes to; a new subscription's first ones do not wait for it. */
  readonly postingAt: number;
  /** If it was begun. */
  readonly edition: EditionState | undefined;
}

/** The weekdays within the horizon, up to the list that is filling. */
export function weekdaysUntil(now: number): Day[] {
  const days: Day[] = [];
  for (let day = horizon(now); day <= liveListDay(now); day = addDays(day, 1)) {
    if (!isWeekend(day)) days.push(day);
  }
  return days;
}

/**
 * Every one of `days` that a place was due to get by `now` and did not get yet, oldest first. It is
 * due at the first posting time at which its list is over (live: filling). List days are gone through, not posting
 * times: where clocks are moved, two posting times can fall on one list day and none on the next.
 */
export function owedEditions(
  now: number,
  days: readonly Day[],
  placeId: string,
  { createdAt, settings }: Subscription,
  state: Pick<PlanState, 'listDays' | 'editions'>,
): Owed[] {
  const isEveryDay = settings.weekdays.length === WEEK;
  const due: Owed[] = [];
  const newestThen = closedListDay(createdAt);
  for (const day of days) {
    const edition = state.editions.get(editionKey(placeId, day));
    // Those that are over count only where they may stand for older ones.
    if (isEveryDay && isOver(edition)) continue;
    // What a new subscription gets at once, and newer ones that were empty so far: they are waited for as well.
    const atOnce = day <= newestThen && day >= firstListDay(createdAt, state.listDays);
    if (!atOnce && listDayEnd(day) + WEEK * DAY + DAY < createdAt) continue;
    const postingAt = knownPostingTime(day, settings);
    const dueAt = atOnce ? createdAt : postingAt;
    // The rest of one that was begun does not wait for the hour again if the clock was set back.
    if ((dueAt <= now || edition?.state === 'open') && (atOnce || dueAt > createdAt))
      due.push({ day, dueAt, postingAt, edition });
  }
  const owed = due.filter(({ edition }) => !isOver(edition));
  return isEveryDay ? owed : owed.filter((it) => !isStoodFor(it, due, state.listDays));
}

const isOver = (edition: EditionState | undefined) => edition !== undefined && edition.state !== 'open';

/** The list days of editions that are over: posted, empty or skipped. */
export const daysOver = (editions: readonly EditionState[]): Day[] =>
  editions.filter(isOver).map(({ day }) => day);

/** Where weekdays are left out several lists come to one posting time: the newest that has papers stands for all. */
function isStoodFor(it: Owed, due: readonly Owed[], listDays: PlanState['listDays']): boolean {
  if (it.dueAt !== it.postingAt || it.edition) return false;
  return due.some(({ day, postingAt }) => {
    const list = listDays.get(day);
    return day > it.day && postingAt === it.postingAt && !(list && isBelievedEmpty(list));
  });
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
 * `ready`: deliver. `ask`: the list has to be had first. `stale`: it is there, but should be asked for again; if
 * that fails it will do. `wait`: found empty a short while ago. `empty`: believed to have no papers.
 */
export function readiness(
  now: number,
  dueAt: number,
  day: Day,
  mode: 'closed' | 'live',
  list: ListDayState | undefined,
): 'ready' | 'ask' | 'stale' | 'wait' | 'empty' {
  if (!list) return 'ask';
  if (list.count === 0) {
    if (isBelievedEmpty(list)) return 'empty';
    const age = now - list.fetchedAt;
    return age >= ASK_AGAIN || age < 0 ? 'ask' : 'wait';
  }
  const enough = mode === 'live' || list.fetchedAt >= listDayEnd(day);
  if (!enough) return 'ask';
  return list.fetchedAt >= dueAt - FRESH ? 'ready' : 'stale';
}

/** Asked for long enough to be taken for a holiday. */
export function isBelievedEmpty({ count, emptySince, fetchedAt }: ListDayState): boolean {
  return count === 0 && emptySince !== null && fetchedAt - emptySince >= BELIEVE_EMPTY;
}

/** The touch-up that is due for an edition, the latest if several are; null if none is. */
function dueTouchUp(now: number, { state, closedAt, touchUps, missing }: EditionState): number | null {
  if (state !== 'done' || closedAt === null || now - closedAt > CATCH_UP) return null;
  const step = TOUCH_UPS.findLastIndex(
    ({ after, upvotes }) => now >= closedAt + after && (upvotes || missing > 0),
  );
  return step >= touchUps ? step : null;
}
