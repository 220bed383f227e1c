import { currentPlace } from '../app/places/bind-places.ts';
import type { Config } from '../config/config.ts';
import { type Place, placeToId, WEB_PLACE } from '../domain/subscription/subscription.ts';
import type { App } from './app.ts';

/**
 * Subscribes the web channel and the places in SUBSCRIBE with the default settings. Existing subscriptions keep their
 * settings, except the web channel's, which always gets the defaults.
 */
export async function subscribeDefaults(
  { store, clock, log, publishers }: Pick<App, 'store' | 'clock' | 'log' | 'publishers'>,
  { subscribe, settings }: Pick<Config, 'subscribe' | 'settings'>,
): Promise<void> {
  const subscriptions = await store.subscriptions();
  for (const configured of [WEB_PLACE, ...subscribe]) {
    const place = await currentPlace(store, configured);
    const placeId = placeToId(configured);
    if (!publishers.has(place.platform)) {
      log.warn(
        { place: placeId },
        'Cannot subscribe a place listed in SUBSCRIBE: its platform has no credentials',
      );
      continue;
    }
    if (place.channel !== configured.channel)
      log.warn({ place: placeId, movedTo: place.channel }, 'A channel listed in SUBSCRIBE has a new id');
    // The setting names only the channel; once bound, the place also has a workspace.
    const known = subscriptions.find((it) => isSameChannel(it.place, place));
    // A place that a user unsubscribed stays unsubscribed; such a subscription has no reason. With a reason, it ended
    // because the place was deleted or the bot was removed, and the bot might have been added again.
    const isBack = known?.state === 'ended' && known.reason !== null;
    if (isBack) await store.renewSubscription(known.place, known.settings, clock.now());
    const added = isBack || (!known && (await store.subscribe(place, settings, clock.now())));
    if (added) log.info({ place: placeId }, 'Subscribed a place');
  }
  await store.changeSettings(placeToId(WEB_PLACE), settings);
}

const isSameChannel = (one: Place, other: Place) =>
  one.platform === other.platform && one.channel === other.channel;
