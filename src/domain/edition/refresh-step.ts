import { DAY, HOUR } from '../../lib/duration.ts';
import { CATCH_UP } from '../calendar/posting-time.ts';
import type { EditionState } from './records.ts';

/** Upvotes fetched within this time (in milliseconds) are not fetched again. */
const FRESH_UPVOTES = HOUR / 2;

/**
 * When the cards of a posted edition are refreshed, in milliseconds after it was closed: for missing summaries (rule 5:
 * for 24 hours), and for upvotes after 6 and 24 hours (rule 11).
 */
export const REFRESHES = [
  { after: HOUR / 6, upvotes: false },
  { after: HOUR, upvotes: false },
  { after: 6 * HOUR, upvotes: true },
  { after: DAY, upvotes: true },
] as const;

/** The index in `REFRESHES` of the refresh that is due, the latest if several are; null if none is due. */
export function dueRefresh(
  now: number,
  { state, closedAt, refreshes, missing }: EditionState,
): number | null {
  if (state !== 'done' || closedAt === null || now - closedAt > CATCH_UP) return null;
  const step = REFRESHES.findLastIndex(
    ({ after, upvotes }) => now >= closedAt + after && (upvotes || missing > 0),
  );
  return step >= refreshes ? step : null;
}

/**
 * The job that a due refresh needs now:
 *
 * | upvotes                | collect job | job                              |
 * |------------------------|-------------|----------------------------------|
 * | fresh, or not needed   | any         | refresh                          |
 * | old                    | can run     | collect (once, for all places)   |
 * | old                    | backs off   | refresh, with the upvotes so far |
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
