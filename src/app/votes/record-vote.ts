import type { SpendQuota } from '../../command/quotas.ts';
import { WEB_PLACE } from '../../domain/subscription/subscription.ts';
import { emojiToValue, type ReactionEvent, type Vote, type VoteCount } from '../../domain/vote/vote.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../ports/store.ts';

export interface VoteDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly spendQuota: SpendQuota;
}

/**
 * Adds or removes a vote that was cast with one of the web page's buttons.
 * @returns the paper's new count; null if the paper is unknown
 * @throws {UserError} if the reader, or all readers together, have voted too often
 */
export async function vote(
  { store, clock, spendQuota }: VoteDeps,
  { paperId, platform, voter, value }: Vote,
  added: boolean,
): Promise<VoteCount | null> {
  const [paper] = await store.papers([paperId]);
  if (!paper) return null;
  const reader = { place: WEB_PLACE, person: { id: voter, name: '' } };
  await spendQuota(reader, 'vote');
  if (added && !(await store.hasVoted(platform, voter))) await spendQuota(reader, 'firstVote');
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
