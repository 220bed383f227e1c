import { pausedPlacesCard } from '../../cards/pause-card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { type Place, placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Publisher } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import { currentPlace } from '../places/bind-places.ts';

/**
 * The minimum time between two reports, in milliseconds: places that are paused together are reported together, and a
 * failed report is retried later.
 */
const REPORT_EVERY = 10 * MINUTE;

export interface PausedReportDeps {
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly store: Pick<Store, 'claimReport' | 'releaseReport' | 'movedChannels'>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Reports places that have been paused for a day to `place` (`ALERT_PLACE`), if there is one; each of them once. */
export function createPausedReport({ publishers, store, clock, log }: PausedReportDeps, place: Place | null) {
  let isChecking = false;
  /** The earliest time of the next report, in milliseconds of `clock.elapsed()`. */
  let nextAt = Number.NEGATIVE_INFINITY;

  async function report(publisher: Publisher, to: Place, paused: readonly Subscription[]): Promise<void> {
    const now = clock.now();
    const claimed: Subscription[] = [];
    for (const subscription of paused) {
      if (await store.claimReport(placeToId(subscription.place), 'operator', now)) claimed.push(subscription);
    }
    if (claimed.length === 0) return;
    try {
      const address = { place: to, parentId: null, since: now };
      const result = await publisher.send(
        address,
        pausedPlacesCard(claimed),
        `${placeToId(to)}/paused/${now}`,
      );
      if (result.state !== 'sent')
        log.error(
          { place: placeToId(to), reason: result.reason },
          'Could not send an alert: ALERT_PLACE accepts no messages',
        );
    } catch (error) {
      // If the message might have been sent, it is not sent again: two alerts are worse than none, since /healthz has
      // the same places.
      if (error instanceof TemporaryError && error.isUndone)
        for (const subscription of claimed)
          await store.releaseReport(placeToId(subscription.place), 'operator');
      throw error;
    }
  }

  return {
    /** Sends a report about the given places, except those that were reported before. Never rejects. */
    async check(paused: readonly Subscription[]): Promise<void> {
      const publisher = place && publishers.get(place.platform);
      const fresh = paused.filter(({ pause }) => pause?.alertedAt === null);
      if (!publisher || fresh.length === 0 || isChecking || clock.elapsed() < nextAt) return;
      isChecking = true;
      nextAt = clock.elapsed() + REPORT_EVERY;
      try {
        await report(publisher, await currentPlace(store, place), fresh);
      } catch (error) {
        log.warn({ error: (error as Error).message }, 'Could not send an alert, will retry');
      } finally {
        isChecking = false;
      }
    },
  };
}
