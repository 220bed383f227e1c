import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { VoteCount } from './vote.ts';

/** Selects the papers to rank, from list days `from` to `to`; null sets no limit. */
export interface BestQuery {
  /** Rank only papers sent to this place, by votes from this place; null: all papers, by all votes. */
  readonly placeId: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly limit: number;
}

export interface RankedPaper {
  readonly paper: Paper;
  readonly votes: VoteCount;
}
