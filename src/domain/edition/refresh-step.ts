import { DAY, HOUR } from '../../lib/duration.ts';
import { CATCH_UP } from '../calendar/posting-time.ts';
import type { Edition, EditionState } from './records.ts';

/** The maximum age at which upvotes are still fresh, in milliseconds. */
const FRESH_UPVOTES = HOUR / 2;

/**
 * The refreshes of a posted edition; `after` counts from its closing, in milliseconds. All of them are for
 * missing summaries (rule 5), the last two also for upvotes (rule 11), all but the last also for the cards that were
 * left out (rule 15).
 */
export const REFRESHES = [
  { after: HOUR / 6, upvotes: false, leftOut: true },
  { after: HOUR, upvotes: false, leftOut: true },
  { after: 6 * HOUR, upvotes: true, leftOut: true },
  { after: DAY, upvotes: true, leftOut: false },
] as const;

/** How long after its opening an edition can still get a card that was left out, in milliseconds. */
const LATE_WITHIN = DAY;

/** Returns true if a refresh sends the cards again that were left out of an edition opened at `openedAt`. */
export const sendsLeftOut = (now: number, step: number, openedAt: number): boolean =>
  REFRESHES[step]?.leftOut === true && now - openedAt < LATE_WITHIN;

/** Returns when a refresh of a posted edition is due. */
export const refreshDueAt = ({ closedAt }: EditionState, step: number): number =>
  (closedAt ?? 0) + (REFRESHES[step]?.after ?? 0);

/** Returns true if a later refresh of a posted edition sends the cards again that were left out. */
export const willSendLeftOut = ({ state, openedAt, closedAt, refreshes }: Edition): boolean =>
  state === 'done' &&
  closedAt !== null &&
  REFRESHES.some(({ after }, step) => step >= refreshes && sendsLeftOut(closedAt + after, step, openedAt));

/**
 * Returns the index in `REFRESHES` of the refresh that is due, or of the last one if
 * several are; null if none is due.
 */
export function dueRefresh(
  now: number,
  { state, closedAt, refreshes, missing, failing }: EditionState,
): number | null {
  if (state !== 'done' || closedAt === null || now - closedAt > CATCH_UP) return null;
  const step = REFRESHES.findLastIndex(
    ({ after, upvotes, leftOut }) =>
      now >= closedAt + after && (upvotes || missing > 0 || (leftOut && failing > 0)),
  );
  return step >= refreshes ? step : null;
}

/**
 * Returns true if an edition lacks summaries that may come after all, because the model server is healthy again: their
 * cards are edited as long as an edition would be sent late.
 */
export const lacksSummaries = (now: number, { state, closedAt, missing }: EditionState): boolean =>
  state === 'done' && closedAt !== null && now - closedAt <= CATCH_UP && missing > 0;

/**
 * Returns the job that a due refresh needs now:
 *
 * | upvotes                | collect job | job                              |
 * |------------------------|-------------|----------------------------------|
 * | fresh, or not needed   | any         | refresh                          |
 * | old                    | can run     | collect (once, for all places)   |
 * | old                    | backs off   | refresh, with the old upvotes    |
 *
 * @param fetchedAt when the list was last fetched, in milliseconds since the epoch; 0 if never
 */
export function refreshStep(
  now: number,
  step: number,
  fetchedAt: number,
  canCollect: boolean,
): 'collect' | 'refresh' {
  const isOld = REFRESHES[step]?.upvotes && now - fetchedAt > FRESH_UPVOTES;
  return isOld && canCollect ? 'collect' : 'refresh';
}
