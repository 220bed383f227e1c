import type { Clock, Store } from '../core/ports.ts';
import type { Reaction, VoteCount } from '../core/vote.ts';

/** Counts a reaction to a card, and gives the paper's new count; null if the paper is not known. */
export async function vote(
  { store, clock }: { readonly store: Store; readonly clock: Clock },
  reaction: Reaction,
): Promise<VoteCount | null> {
  const [paper] = await store.papers([reaction.paperId]);
  if (!paper) return null;
  const { added, ...touched } = reaction;
  if (added) await store.setVote(touched, clock.now());
  else await store.removeVote(touched);
  return (await store.voteCounts([paper.id])).get(paper.id) ?? { up: 0, down: 0 };
}
