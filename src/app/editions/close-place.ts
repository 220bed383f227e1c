import type { Log } from '../../lib/log.ts';
import type { PlaceClosed } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';

export interface ClosePlaceDeps {
  readonly store: Pick<Store, 'moveSubscription'>;
  readonly log: Log;
}

/** Pauses the subscription of a place that blocks messages, and ends the subscription of a deleted place. */
export async function closePlace(
  { store, log }: ClosePlaceDeps,
  placeId: string,
  { state, reason }: PlaceClosed,
): Promise<void> {
  if (state === 'channelDeleted') {
    if (await store.moveSubscription(placeId, ['active', 'paused'], 'ended', reason))
      log.warn({ place: placeId, reason }, 'Place deleted, its subscription has ended');
    return;
  }
  // Only if it is active: somebody might have unsubscribed in the meantime.
  if (await store.moveSubscription(placeId, ['active'], 'paused', reason))
    log.warn({ place: placeId, reason }, 'Place blocks messages, its subscription is paused');
}
