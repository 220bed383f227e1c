import { DAY, HOUR } from '../../lib/duration.ts';
import type { Day } from '../calendar/day.ts';
import { CATCH_UP } from '../calendar/posting-time.ts';
import { isTellingDue, isTryDue } from '../subscription/pause.ts';
import { isBound, placeToId, type Subscription } from '../subscription/subscription.ts';
import { type EditionStep, editionStep, type OwedState } from './edition-step.ts';
import { type Job, jobId } from './job.ts';
import { listState } from './list-state.ts';
import { type Owed, owedEditions, weekdaysUntil } from './owed.ts';
import { type EditionState, editionKey, type PlanState } from './records.ts';
import { dueRefresh, refreshStep } from './refresh-step.ts';
import { bestKey, dueBest } from './weekly-best.ts';

/** The longest wait of the weekly best, in milliseconds, for a list that cannot be fetched or is empty so far. */
const MAX_WEEKLY_WAIT = HOUR;
/**
 * How long messages of an edition are published after it was posted, in milliseconds: then comes the next edition, and
 * nobody needs old news.
 */
const PUBLISH_WITHIN = DAY;

/**
 * Returns the jobs that are due at `now` (milliseconds since the epoch), except those that are backing off. The
 * jobs are derived from the state alone, so after a downtime they include the work that was missed. A place
 * receives its editions one by one, oldest first, and then its weekly best. A paused place that is due for a try gets
 * only its oldest edition or, if it is owed none, its weekly best (rule 16). A place that a member has paused gets no
 * messages; only the cards that it has are refreshed (rule 16). `editionStep` and `refreshStep` contain the
 * decision tables.
 */
export function plan(now: number, state: PlanState): Job[] {
  const jobs = new Map<string, Job>();
  const add = (job: Job, backsOff = true) => {
    if (!backsOff || !state.backingOff.has(jobId(job))) jobs.set(jobId(job), job);
  };
  const days = weekdaysUntil(now);
  /** The places whose cards are kept up to date: those that are active, or paused by a member, and bound. */
  const refreshed = new Set<string>();
  const active = new Set<string>();

  for (const subscription of state.subscriptions) {
    const isActive = subscription.state === 'active';
    const placeId = placeToId(subscription.place);
    if (state.alertsSubscribers && getsMessage(now, subscription)) add({ kind: 'tell', placeId });
    if (subscription.state === 'on-hold') refreshed.add(placeId);
    if (!isActive && !isTryDue(now, subscription)) continue;
    if (!isBound(subscription.place)) {
      add({ kind: 'bind', placeId });
      continue;
    }
    if (isActive) refreshed.add(placeId);
    if (isActive) active.add(placeId);
    let holdsUp: EditionStep['holdsUp'] = 'nothing';
    let isTried = false;
    const allOwed = owedEditions(now, days, placeId, subscription, state);
    for (const owed of allOwed) {
      const step = stepOf(now, owed, allOwed, subscription, state);
      const { day, edition } = owed;
      // What is left of an edition is tried once before a newer one begins, whenever it was tried before.
      const goesFirst = (edition?.failing ?? 0) > 0 && step.holdsUp === 'newer';
      if (step.job === 'collect') add({ kind: 'collect', day });
      else if (step.job) add({ kind: step.job, placeId, day }, !goesFirst);
      if (step.holdsUp !== 'nothing') holdsUp = step.holdsUp;
      isTried = !isActive && step.job === 'deliver';
      if (holdsUp === 'newer' || isTried) break;
    }
    const best = holdsUp === 'newer' || isTried ? null : dueBest(now, subscription);
    const waits = best && holdsUp === 'weekly' && now - best.dueAt < MAX_WEEKLY_WAIT;
    if (best && !waits && !state.bestOver.has(bestKey(placeId, best.date)))
      add({ kind: 'best', placeId, ...best });
  }

  const published = new Set<string>();
  for (const edition of state.editions.values()) {
    const { placeId, day } = edition;
    if (active.has(placeId) && isPublishingDue(now, edition) && !published.has(placeId)) {
      // Oldest first: the messages of all editions share one limit.
      published.add(placeId);
      add({ kind: 'publish', placeId, day });
    }
    if (!refreshed.has(placeId)) continue;
    const step = dueRefresh(now, edition);
    if (step === null) {
      // A refresh between two steps, which leaves the steps as they are.
      if (state.recovered.has(editionKey(placeId, day)))
        add({ kind: 'touch-up', placeId, day, step: edition.refreshes - 1 });
      continue;
    }
    const fetchedAt = state.listDays.get(day)?.fetchedAt ?? 0;
    const job = refreshStep(now, step, fetchedAt, canCollect(state, day));
    add(job === 'collect' ? { kind: 'collect', day } : { kind: 'touch-up', placeId, day, step });
  }
  return [...jobs.values()];
}

/** Returns true if whoever subscribed a place should now get a direct message about its pause. */
const getsMessage = (now: number, subscription: Subscription): boolean =>
  subscription.subscribedBy !== null && !subscription.pause?.tellInReply && isTellingDue(now, subscription);

/** Returns true if messages of a posted edition are to be published now. */
const isPublishingDue = (now: number, { publishing, closedAt }: EditionState): boolean =>
  publishing === 'due' && now - (closedAt ?? now) < PUBLISH_WITHIN;

const canCollect = ({ backingOff }: PlanState, day: Day) => !backingOff.has(jobId({ kind: 'collect', day }));

function stepOf(
  now: number,
  owed: Owed,
  allOwed: readonly Owed[],
  { settings }: Subscription,
  state: PlanState,
): EditionStep {
  const { day, dueAt } = owed;
  const list = listState(now, dueAt, day, settings.mode, state.listDays.get(day));
  return editionStep(owedState(now, owed, allOwed, state), list, canCollect(state, day));
}

function owedState(
  now: number,
  { day, dueAt, edition }: Owed,
  allOwed: readonly Owed[],
  state: PlanState,
): OwedState {
  if (now - dueAt > CATCH_UP) return 'too-old';
  if (!edition) return 'not-begun';
  if (edition.failing === 0) return 'begun';
  const next = allOwed.find((it) => it.day > day && !it.edition);
  const failedAt = state.backingOff.get(jobId({ kind: 'deliver', placeId: edition.placeId, day }));
  // Editions come oldest first (rule 9): the rest of this one might pass now.
  return failedAt !== undefined && failedAt >= (next?.dueAt ?? 0) ? 'failing' : 'begun';
}
