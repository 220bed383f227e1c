import type { Handlers } from '../../command/listener.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { PlaceClosed, Publisher } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import { closePlace } from '../editions/close-place.ts';
import { bindPlaces } from './bind-places.ts';

/** Keeps subscriptions in step with changes to their places. */
export function createPlaces({
  store,
  publishers,
  clock,
  log,
  wake,
  onMoved = () => {},
}: {
  readonly store: Store;
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** Starts a heartbeat immediately. */
  readonly wake: () => void;
  /** Called when a place has got another id. */
  readonly onMoved?: (fromId: string, toId: string) => void;
}): Pick<Handlers, 'endPlaces' | 'pausePlaces' | 'moveChannel' | 'bindPlaces' | 'resumePlaces'> {
  const subscriptionsOf = async (platform: string) =>
    (await store.subscriptions()).filter(({ place }) => place.platform === platform);
  const close = async (subscriptions: readonly Subscription[], closed: PlaceClosed) => {
    for (const { place } of subscriptions)
      await closePlace({ store, publishers, clock, log }, placeToId(place), closed);
  };
  return {
    async endPlaces(platform, isGone, reason) {
      const gone = (await subscriptionsOf(platform)).filter(({ place }) => isGone(place));
      await close(gone, { state: 'channelDeleted', reason });
    },

    async pausePlaces(platform, isClosed, { reason, cause }) {
      const closed = (await subscriptionsOf(platform)).filter(
        ({ place, state }) => state === 'active' && isClosed(place),
      );
      await close(closed, { state: 'channelBlocked', reason, cause });
    },

    async moveChannel(platform, from, to) {
      const moved = await store.moveChannel(platform, from, to);
      for (const [fromId, toId] of moved.map((it) => [placeToId(it.from), placeToId(it.to)] as const)) {
        log.info({ place: fromId, movedTo: toId }, 'Moved a place: its channel has a new id');
        onMoved(fromId, toId);
      }
      if (moved.length > 0) wake();
    },

    bindPlaces: (platform, workspace) =>
      bindPlaces({ store, publishers, clock, log }, platform, workspace).catch((err) => {
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
