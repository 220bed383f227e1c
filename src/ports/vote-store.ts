import type { BestQuery, RankedPaper } from '../domain/vote/ranking.ts';
import type { Reaction, VoteCount } from '../domain/vote/vote.ts';

/** Reactions, one row each. A person's vote on a paper is the newest of their current reactions on one platform. */
export interface VoteStore {
  /** Adds a reaction. An existing one keeps its time. */
  addReaction(reaction: Reaction, now: number): Promise<void>;
  removeReaction(reaction: Reaction): Promise<void>;
  /** Replaces all reactions on one message; existing ones keep their time. */
  replaceReactions(
    platform: string,
    messageId: string,
    reactions: readonly Reaction[],
    now: number,
  ): Promise<void>;
  /** Votes by paper id; with `placeId`, only from messages in that place. */
  voteCounts(paperIds: readonly string[], placeId?: string): Promise<Map<string, VoteCount>>;
  /** Papers by votes (ups minus downs), then upvotes, then newest first. */
  bestPapers(query: BestQuery): Promise<RankedPaper[]>;
  votesOf(platform: string, voter: string, paperIds: readonly string[]): Promise<Map<string, 1 | -1>>;
  /** Time of the newest reaction, in milliseconds since the epoch; 0 if there is none. */
  newestReaction(): Promise<number>;
}
