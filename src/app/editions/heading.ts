import { headingCard } from '../../cards/build-card.ts';
import type { Card } from '../../domain/card/card.ts';
import type { Edition } from '../../domain/edition/records.ts';
import type { Subscription } from '../../domain/subscription/subscription.ts';
import type { Log } from '../../lib/log.ts';
import { type AttemptDeps, findPublisher } from './attempt.ts';

/**
 * Builds the heading of an edition. It mentions nobody if the place's mention would notify nobody any more; the status
 * command says why.
 */
export async function makeHeading(
  deps: Pick<AttemptDeps, 'publishers'> & { readonly log: Log },
  { place, settings: { mention } }: Pick<Subscription, 'place' | 'settings'>,
  { day, listed, paperIds }: Edition,
): Promise<Card> {
  const publisher = findPublisher(deps, place);
  const problem = mention && (await publisher.mentionProblem?.(place, mention).catch(() => null));
  if (problem) deps.log.warn({ mention, problem }, 'Sending a heading without its mention');
  return headingCard(day, listed, paperIds.length, problem ? null : mention);
}
