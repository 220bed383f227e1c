import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { VoteCount } from './vote.ts';

/** Selects the papers to rank: those of list days `from` to `to` that were sent to a place, or all of them. */
export interface BestQuery {
  /** Count only votes from this place; null counts all votes. */
  readonly placeId: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly limit: number;
}

export interface RankedPaper {
  readonly paper: Paper;
  readonly votes: VoteCount;
}
