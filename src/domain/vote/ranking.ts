import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { VoteCount } from './vote.ts';

/**
 * The votes that count: those at one place, or those everywhere, as a platform shows them. Votes on the web page count
 * only on the web page: it has no accounts, so one person can pretend to be many readers.
 */
export type VoteScope = { readonly placeId: string } | { readonly shownOn: string };

/** A query for the best papers of the list days `from` to `to`; if one of them is null, that end is open. */
export interface BestQuery {
  /** With a place, only papers sent to this place are ranked; otherwise all listed papers. */
  readonly scope: VoteScope;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly limit: number;
}

export interface RankedPaper {
  readonly paper: Paper;
  readonly votes: VoteCount;
}
