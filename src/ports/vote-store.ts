import type { BestQuery, RankedPaper, VoteScope } from '../domain/vote/ranking.ts';
import type { Reaction, VoteCount } from '../domain/vote/vote.ts';

/** Reactions, and the votes derived from them: the newest current reaction per person, paper and platform. */
export interface VoteStore {
  /** Adds a reaction. If it already exists, it keeps its original time unless its value changes. */
  addReaction(reaction: Reaction, now: number): Promise<void>;
  removeReaction(reaction: Reaction): Promise<void>;
  /** Replaces all reactions on a message. Reactions that already exist keep their original time. */
  replaceReactions(
    platform: string,
    messageId: string,
    reactions: readonly Reaction[],
    now: number,
  ): Promise<void>;
  /** Returns vote counts by paper id. */
  voteCounts(paperIds: readonly string[], scope: VoteScope): Promise<Map<string, VoteCount>>;
  /** Returns papers sorted by votes (ups minus downs), then by upvotes, then by id, highest first. */
  bestPapers(query: BestQuery): Promise<RankedPaper[]>;
  votesOf(platform: string, voter: string, paperIds: readonly string[]): Promise<Map<string, 1 | -1>>;
  /** Returns true if this person has a reaction on any paper. */
  hasVoted(platform: string, voter: string): Promise<boolean>;
  /** Returns the time of the newest reaction, in milliseconds since the epoch; 0 if there are no reactions. */
  newestReaction(): Promise<number>;
}
