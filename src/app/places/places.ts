import type { Handlers } from '../../command/listener.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { type Place, placeToId } from '../../domain/subscription/subscription.ts';
import type { Log } from '../../lib/log.ts';
import type { PlaceClosed, Publisher } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import { closePlace } from '../editions/close-place.ts';
import { bindPlaces } from './bind-places.ts';

/** Keeps subscriptions in step with changes to their places. */
export function createPlaces({
  store,
  publishers,
  log,
  wake,
}: {
  readonly store: Store;
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly log: Log;
  /** Starts a heartbeat immediately. */
  readonly wake: () => void;
}): Pick<Handlers, 'endPlaces' | 'pausePlaces' | 'bindPlaces' | 'resumePlaces'> {
  const subscriptionsOf = async (platform: string) =>
    (await store.subscriptions()).filter(({ place }) => place.platform === platform);
  const close = async (platform: string, isClosed: (place: Place) => boolean, closed: PlaceClosed) => {
    for (const { place } of await subscriptionsOf(platform)) {
      if (isClosed(place)) await closePlace({ store, log }, placeToId(place), closed);
    }
  };
  return {
    endPlaces: (platform, isGone, reason) => close(platform, isGone, { state: 'channelDeleted', reason }),
    pausePlaces: (platform, isClosed, reason) =>
      close(platform, isClosed, { state: 'channelBlocked', reason }),

    bindPlaces: (platform, workspace) =>
      bindPlaces({ store, publishers, log }, platform, workspace).catch((err) => {
        const sentence = 'Could not bind places to their workspaces';
        if (err instanceof TemporaryError) log.warn({ platform, error: err.message }, sentence);
        else log.error({ platform, err }, sentence);
      }),

    async resumePlaces(platform, isOpen) {
      let isOpenAgain = false;
      for (const subscription of await subscriptionsOf(platform)) {
        if (subscription.state !== 'paused' || !(await isOpen(subscription))) continue;
        const placeId = placeToId(subscription.place);
        if (!(await store.moveSubscription(placeId, ['paused'], 'active', null))) continue;
        log.info({ place: placeId }, 'Resumed a subscription: its place accepts messages again');
        isOpenAgain = true;
      }
      if (isOpenAgain) wake();
    },
  };
}
