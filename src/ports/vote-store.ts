import type { BestQuery, RankedPaper } from '../domain/vote/ranking.ts';
import type { Reaction, VoteCount } from '../domain/vote/vote.ts';

/** Presses are rows; a person's vote on a paper is the newest that stands, on one platform. */
export interface VoteStore {
  /** A press that stands already keeps its place in time. */
  addReaction(reaction: Reaction, now: number): Promise<void>;
  removeReaction(reaction: Reaction): Promise<void>;
  /** Makes the presses on one message these; those that were there keep their place in time. */
  replaceReactions(
    platform: string,
    messageId: string,
    reactions: readonly Reaction[],
    now: number,
  ): Promise<void>;
  /** With `placeId` of presses on messages there alone. */
  voteCounts(paperIds: readonly string[], placeId?: string): Promise<Map<string, VoteCount>>;
  /** Ups less downs first, then upvotes, then the newer paper. */
  bestPapers(query: BestQuery): Promise<RankedPaper[]>;
  votesOf(platform: string, voter: string, paperIds: readonly string[]): Promise<Map<string, 1 | -1>>;
  /** The instant of the newest press; 0 if there is none. */
  newestReaction(): Promise<number>;
}
