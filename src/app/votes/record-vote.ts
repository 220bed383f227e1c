import { emojiToValue, type ReactionEvent, type Vote, type VoteCount } from '../../domain/vote/vote.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../ports/store.ts';

export interface VoteDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/** Counts a vote by a button of our own, and gives the paper's new count; null if the paper is not known. */
export async function vote(
  { store, clock }: VoteDeps,
  given: Vote,
  added: boolean,
): Promise<VoteCount | null> {
  const [paper] = await store.papers([given.paperId]);
  if (!paper) return null;
  const reaction = { ...given, messageId: '', emoji: '' };
  if (added) await store.addReaction(reaction, clock.now());
  else await store.removeReaction(reaction);
  return (await store.voteCounts([paper.id])).get(paper.id) ?? { up: 0, down: 0 };
}

/** Counts a press on a message, or takes it back; false if it is no vote on a card of ours. */
export async function recordReaction(
  store: Store,
  { platform, messageId, voter, emoji, added }: ReactionEvent,
  now: number,
): Promise<boolean> {
  const value = emojiToValue(emoji);
  const paperId = value && (await store.paperOf(platform, messageId));
  if (!value || !paperId) return false;
  const reaction = { paperId, platform, voter, messageId, emoji, value };
  if (added) await store.addReaction(reaction, now);
  else await store.removeReaction(reaction);
  return true;
}
