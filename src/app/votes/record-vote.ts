import { emojiToValue, type ReactionEvent, type Vote, type VoteCount } from '../../domain/vote/vote.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../ports/store.ts';

export interface VoteDeps {
  readonly store: Store;
  readonly clock: Clock;
}

/**
 * Adds or removes a vote that was cast with one of our own buttons.
 * @returns the paper's new count; null if the paper is unknown
 */
export async function vote(
  { store, clock }: VoteDeps,
  { paperId, platform, voter, value }: Vote,
  added: boolean,
): Promise<VoteCount | null> {
  const [paper] = await store.papers([paperId]);
  if (!paper) return null;
  const reaction = { paperId, platform, voter, messageId: '', emoji: '', value };
  if (added) await store.addReaction(reaction, clock.now());
  else await store.removeReaction(reaction);
  return (await store.voteCounts([paper.id], { shownOn: platform })).get(paper.id) ?? { up: 0, down: 0 };
}

/**
 * Adds or removes the vote of a reaction event.
 * @param time when the event arrived, in milliseconds since the epoch
 * @returns false if the emoji is not a vote, or the message is not (yet) known as one of our cards
 */
export async function recordReaction(
  store: Store,
  { platform, messageId, voter, emoji, added }: ReactionEvent,
  time: number,
): Promise<boolean> {
  const value = emojiToValue(emoji);
  const paperId = value && (await store.paperOf(platform, messageId));
  if (!value || !paperId) return false;
  const reaction = { paperId, platform, voter, messageId, emoji, value };
  if (added) await store.addReaction(reaction, time);
  else await store.removeReaction(reaction);
  return true;
}
