import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { VoteCount } from './vote.ts';

/** A query for the best papers of the list days `from` to `to`; if one of them is null, that end is open. */
export interface BestQuery {
  /**
   * If set, only papers sent to this place are ranked, by votes from this place; if null, all papers, by all votes.
   */
  readonly placeId: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly limit: number;
}

export interface RankedPaper {
  readonly paper: Paper;
  readonly votes: VoteCount;
}
