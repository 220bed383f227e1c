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
      log.warn({ place: placeId, reason }, 'Ended a subscription: its place was deleted');
    return;
  }
  // Pause the subscription only if it is still active: somebody might have unsubscribed in the meantime.
  if (await store.moveSubscription(placeId, ['active'], 'paused', reason))
    log.warn({ place: placeId, reason }, 'Paused a subscription: its place blocks messages');
}
