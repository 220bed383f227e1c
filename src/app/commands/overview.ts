import type { PlaceOverview } from '../../command/listener.ts';
import { daysOver, horizon } from '../../domain/edition/owed.ts';
import { placeToId } from '../../domain/subscription/subscription.ts';
import { describeNext, describeSettings, describeState } from '../../i18n/ko/subscription/describe.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../ports/store.ts';

/** Returns what the places of a workspace get, without those that have ended, by channel. */
export async function readOverview(
  { store, clock }: { readonly store: Store; readonly clock: Pick<Clock, 'now'> },
  platform: string,
  workspace: string,
): Promise<PlaceOverview[]> {
  const now = clock.now();
  const overviews: PlaceOverview[] = [];
  for (const subscription of await store.subscriptions()) {
    const { place, settings, state } = subscription;
    if (place.platform !== platform || place.workspace !== workspace || state === 'ended') continue;
    const over = daysOver(await store.editions(horizon(now), placeToId(place)));
    overviews.push({
      channel: place.channel,
      state: describeState(subscription),
      settings: describeSettings(settings),
      next: state === 'active' ? describeNext(now, settings, over) : null,
    });
  }
  return overviews.sort((a, b) => (a.channel < b.channel ? -1 : 1));
}
