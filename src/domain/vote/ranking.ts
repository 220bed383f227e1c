import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { VoteCount } from './vote.ts';

/** Which papers are ranked: what a place was sent of the list days `from` to `to`, or all that they had. */
export interface BestQuery {
  /** Its votes alone count; null for everybody's. */
  readonly placeId: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly limit: number;
}

export interface RankedPaper {
  readonly paper: Paper;
  readonly votes: VoteCount;
}
