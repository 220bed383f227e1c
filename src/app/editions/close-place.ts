import { nextTry } from '../../domain/subscription/pause.ts';
import type { Subscription } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { BlockedReason, PlaceClosed, Publisher } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';

export interface ClosePlaceDeps {
  readonly store: Pick<Store, 'subscription' | 'moveSubscription' | 'pauseSubscription'>;
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Pauses the subscription of a place that blocks messages until its next try (rule 16), and ends the subscription of a
 * deleted place. A place that a member has paused is left alone: the bot might be added again.
 */
export async function closePlace(
  { store, publishers, clock, log }: ClosePlaceDeps,
  placeId: string,
  closed: PlaceClosed,
): Promise<void> {
  if (closed.state === 'channelDeleted') {
    const { reason } = closed;
    if (await store.moveSubscription(placeId, ['active', 'paused'], 'ended', reason))
      log.warn({ place: placeId, reason }, 'Ended a subscription: its place was deleted');
    return;
  }
  const subscription = await store.subscription(placeId);
  // Somebody might have unsubscribed or paused it in the meantime.
  if (!subscription || subscription.state === 'ended' || subscription.state === 'on-hold') return;
  const { place, settings } = subscription;
  const { cause } = closed;
  const { reason, endsAt } =
    sameReason(clock.now(), subscription, cause) ??
    (await publishers.get(place.platform)?.findReason(place, settings, closed)) ??
    asIs(closed);
  const now = clock.now();
  const retryAt = nextTry(now, settings, endsAt);
  await store.pauseSubscription(placeId, { reason, cause, endsAt, retryAt, now });
  const fields = { place: placeId, reason, cause, retryAt: new Date(retryAt).toISOString() };
  if (subscription.state === 'paused') log.info(fields, 'A paused place still blocks messages');
  else log.warn(fields, 'Paused a subscription: its place blocks messages');
}

const asIs = ({ reason }: PlaceClosed): BlockedReason => ({ reason, endsAt: null });

/** Returns the known reason of a paused place that is still blocked for the same cause; null if it has to be found. */
function sameReason(
  now: number,
  { state, reason, pause }: Subscription,
  cause: string,
): BlockedReason | null {
  if (state !== 'paused' || reason === null || pause?.cause !== cause) return null;
  const { endsAt } = pause;
  return endsAt === null || endsAt > now ? { reason, endsAt } : null;
}

/** Ends the pause of a place that has accepted a message. */
export async function openPlace(
  {
    store,
    log,
    wake,
  }: { readonly store: Pick<Store, 'endPause'>; readonly log: Log; readonly wake: () => void },
  placeId: string,
): Promise<void> {
  if (!(await store.endPause(placeId))) return;
  log.info({ place: placeId }, 'Resumed a subscription: its place accepted a message');
  wake();
}
