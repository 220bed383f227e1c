import { DAY, HOUR } from '../../lib/duration.ts';
import { CATCH_UP } from '../calendar/posting-time.ts';
import type { EditionState } from './records.ts';

/** The maximum age at which upvotes are still fresh, in milliseconds. */
const FRESH_UPVOTES = HOUR / 2;

/**
 * The refreshes of a posted edition; `after` counts from its closing, in milliseconds. All of them are for
 * missing summaries (rule 5), the last two also for upvotes (rule 11).
 */
export const REFRESHES = [
  { after: HOUR / 6, upvotes: false },
  { after: HOUR, upvotes: false },
  { after: 6 * HOUR, upvotes: true },
  { after: DAY, upvotes: true },
] as const;

/**
 * Returns the index in `REFRESHES` of the refresh that is due, or of the last one if
 * several are; null if none is due.
 */
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
