import { DAY, HOUR } from '../../lib/duration.ts';
import type { Day } from '../calendar/day.ts';
import { CATCH_UP } from '../calendar/posting-time.ts';
import { placeToId } from '../subscription/subscription.ts';
import { type Job, jobId } from './job.ts';
import { isBelievedEmpty, readiness } from './list-state.ts';
import { owedEditions, weekdaysUntil } from './owed.ts';
import type { EditionState, PlanState } from './records.ts';
import { bestKey, dueBest } from './weekly-best.ts';

/** A list that cannot be had, or is empty so far, holds up the best papers of the week for this long. */
const BEST_WAITS = HOUR;
/** Upvotes that were fetched this long ago are not asked for again. */
const FRESH_UPVOTES = HOUR / 2;

/**
 * After an edition is posted its cards are looked at again: summaries that were missing (rule 5: for 24 hours),
 * and upvotes, 6 and 24 hours later (rule 11).
 */
export const REFRESHES = [
  { after: HOUR / 6, upvotes: false },
  { after: HOUR, upvotes: false },
  { after: 6 * HOUR, upvotes: true },
  { after: DAY, upvotes: true },
] as const;

/** What is due at `now`, from state alone: after any downtime it says what was missed. A place's editions come one by one. */
export function plan(now: number, state: PlanState): Job[] {
  const jobs = new Map<string, Job>();
  const add = (job: Job) => {
    if (!state.backingOff.has(jobId(job))) jobs.set(jobId(job), job);
  };
  const days = weekdaysUntil(now);
  const cannotCollect = (day: Day) => state.backingOff.has(jobId({ kind: 'collect', day }));

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
    const step = dueRefresh(now, edition);
    if (step === null || !active.has(edition.placeId)) continue;
    const { placeId, day } = edition;
    // Upvotes are asked for once for all places; where they cannot be had, the rest is touched up without.
    const fetchedAt = state.listDays.get(day)?.fetchedAt ?? 0;
    const isOld = REFRESHES[step]?.upvotes && now - fetchedAt > FRESH_UPVOTES;
    if (isOld) add({ kind: 'collect', day });
    if (!isOld || cannotCollect(day)) add({ kind: 'touch-up', placeId, day, step });
  }
  return [...jobs.values()];
}

/** The touch-up that is due for an edition, the latest if several are; null if none is. */
function dueRefresh(now: number, { state, closedAt, refreshes, missing }: EditionState): number | null {
  if (state !== 'done' || closedAt === null || now - closedAt > CATCH_UP) return null;
  const step = REFRESHES.findLastIndex(
    ({ after, upvotes }) => now >= closedAt + after && (upvotes || missing > 0),
  );
  return step >= refreshes ? step : null;
}
