import type { Handlers, Log, Store } from '../core/ports.ts';
import { placeToId } from '../core/subscription.ts';

/** What becomes of subscriptions when the places behind them change. */
export function createPlaces({
  store,
  log,
  wake,
}: {
  readonly store: Store;
  readonly log: Log;
  /** Looks for what is due at once. */
  readonly wake: () => void;
}): Pick<Handlers, 'endPlaces' | 'locatePlaces' | 'resumePlaces'> {
  const subscriptionsOf = async (platform: string) =>
    (await store.subscriptions()).filter(({ place }) => place.platform === platform);
  return {
    async endPlaces(platform, isGone, reason) {
      for (const { place, state } of await subscriptionsOf(platform)) {
        if (state === 'ended' || !isGone(place)) continue;
        if (!(await store.moveSubscription(placeToId(place), ['active', 'paused'], 'ended', reason)))
          continue;
        log.warn({ place: placeToId(place), reason }, 'A place is gone, its subscription has ended');
      }
    },

    async locatePlaces(platform, workspaceOf) {
      for (const { place } of await subscriptionsOf(platform)) {
        const workspace = place.workspace ? undefined : workspaceOf(place);
        if (workspace) await store.setWorkspace(placeToId(place), workspace);
      }
    },

    async resumePlaces(platform, isOpen) {
      let isOpenAgain = false;
      for (const subscription of await subscriptionsOf(platform)) {
        if (subscription.state !== 'paused' || !isOpen(subscription)) continue;
        const placeId = placeToId(subscription.place);
        if (!(await store.moveSubscription(placeId, ['paused'], 'active', null))) continue;
        log.info({ place: placeId }, 'A place takes messages again, its subscription goes on');
        isOpenAgain = true;
      }
      if (isOpenAgain) wake();
    },
  };
}
