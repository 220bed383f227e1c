import type { Paper, Summary } from '../../domain/paper/paper.ts';
import { idToPlace } from '../../domain/subscription/subscription.ts';
import { findPublisher } from '../editions/attempt.ts';
import { editCard } from '../editions/refresh.ts';
import { renderEntry, showsSummary } from '../editions/render-entry.ts';
import type { SendDeps } from '../editions/send.ts';

/**
 * Edits the posted cards of a paper that do not show its new summary yet, newest first. Never rejects: what cannot be
 * edited now is edited by the next refresh of its edition, if there is one.
 */
export async function showEverywhere(deps: SendDeps, paper: Paper, summary: Summary): Promise<void> {
  const { store, log, signal } = deps;
  try {
    const [fresh = paper] = await store.papers([paper.id]);
    for (const card of await store.sentCards(paper.id)) {
      signal.throwIfAborted();
      if (showsSummary(card.shown)) continue;
      const edition = await store.edition(card.placeId, card.day);
      if (!edition) continue;
      const now = renderEntry({ paper: fresh, summary }, edition, 'not-yet', card.isLate);
      try {
        const publisher = findPublisher(deps, idToPlace(card.placeId));
        const result = await editCard(deps, publisher, { ...card, now });
        if (result.state === 'failed') throw result.error;
      } catch (error) {
        const { message } = error as Error;
        log.warn({ key: card.key, error: message }, 'Could not show a new summary on a posted card');
      }
    }
  } catch (error) {
    if (!signal.aborted)
      log.error({ paper: paper.id, err: error }, 'Could not show a new summary on posted cards');
  }
}
