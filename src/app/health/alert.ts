import { alertCard, allWellCard } from '../../cards/alert-card.ts';
import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import {
  type HealthProblems,
  type Incident,
  type IncidentEffect,
  type IncidentEvent,
  nextIncident,
} from '../../domain/health/incident.ts';
import { type Place, placeToId } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import { HOUR, SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Address, Publisher } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import { currentPlace } from '../places/bind-places.ts';

const KEY = 'alert/episode';
/** The minimum pause before a failed message is retried, in milliseconds; a platform can ask for a longer one. */
const RETRY_AFTER = 30 * SECOND;
const MAX_RETRY_AFTER = HOUR;

export interface AlertDeps {
  readonly store: Pick<Store, 'movedChannels'>;
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Reports health problems to `place` (`ALERT_PLACE`), if there is one. Reporting must work even if the store is
 * broken, so the state is kept in memory and, if possible, in the cache.
 */
export function createAlert({ store, publishers, cache, clock, log }: AlertDeps, place: Place | null) {
  /** Undefined until it is read from the cache; null if there is no incident. */
  let incident: Incident | null | undefined;
  let isChecking = false;
  /** The earliest time of the next attempt, in milliseconds of `clock.elapsed()`. */
  let retryAt = Number.NEGATIVE_INFINITY;

  async function load(): Promise<Incident | null> {
    const saved = (await cache.get<Incident>(KEY).catch(() => null)) ?? null;
    // Ignore an episode in an outdated or invalid format.
    return typeof saved?.episode?.since === 'number' && typeof saved.episode.told === 'object' ? saved : null;
  }

  async function apply(event: IncidentEvent): Promise<IncidentEffect | null> {
    const step = nextIncident(incident ?? null, event);
    const isChanged = JSON.stringify(step.incident) !== JSON.stringify(incident);
    incident = step.incident;
    if (isChanged) await cache.set(KEY, incident).catch(() => {});
    return step.effect;
  }

  /** Sends a message unless it was sent before; returns its id, or null if the platform rejects it. */
  async function send(publisher: Publisher, to: Address, card: Card, key: string): Promise<string | null> {
    const found = incident?.isSending ? await publisher.find(to, card, key) : null;
    if (!found) await apply({ kind: 'sending' });
    const result = found ?? (await publisher.send(to, card, key));
    if (result.state === 'sent') return result.messageId;
    log.error(
      { place: placeToId(to.place), reason: result.reason },
      'Could not send an alert: ALERT_PLACE accepts no messages',
    );
    return null;
  }

  async function perform(
    effect: IncidentEffect,
    { episode }: Incident,
    problems: HealthProblems,
    { publisher, place }: { readonly publisher: Publisher; readonly place: Place },
  ): Promise<IncidentEvent> {
    const current = await currentPlace(store, place).catch(() => place);
    const to: Address = { place: current, parentId: null, since: episode.since };
    const key = `${placeToId(place)}/alert/${episode.since}`;
    switch (effect) {
      case 'send-alert': {
        const messageId = await send(publisher, to, alertCard(episode, problems), key);
        return { kind: 'alert-sent', messageId: messageId ?? '', problems };
      }
      case 'search-alert': {
        const found = await publisher.find(to, alertCard(episode, problems), key);
        return { kind: 'alert-searched', messageId: found?.state === 'sent' ? found.messageId : null };
      }
      case 'edit-alert': {
        const card = alertCard(episode, { ...episode.told, ...problems });
        const edited = await publisher.edit(episode.messageId ?? '', card);
        if (edited.state === 'sent') return { kind: 'alert-edited', problems };
        // Somebody has deleted the alert, so nobody would see what is new.
        const names = Object.keys(problems).toSorted().join('+');
        const messageId = await send(publisher, to, card, `${key}/${names}`);
        return { kind: 'alert-sent', messageId: messageId ?? '', problems: { ...episode.told, ...problems } };
      }
      case 'send-all-clear': {
        await send(publisher, to, allWellCard(episode), `${key}/well`);
        return { kind: 'all-clear-sent' };
      }
    }
  }

  return {
    /**
     * Sends or edits messages as the current health problems require. Never rejects; after a failure, a later check
     * retries.
     */
    async check(problems: HealthProblems): Promise<void> {
      const publisher = place && publishers.get(place.platform);
      if (!publisher || isChecking || clock.elapsed() < retryAt) return;
      isChecking = true;
      try {
        if (incident === undefined) incident = await load();
        const effect = await apply({ kind: 'checked', now: clock.now(), problems });
        if (effect && incident) await apply(await perform(effect, incident, problems, { publisher, place }));
      } catch (error) {
        const asked = error instanceof TemporaryError ? (error.retryAfterMs ?? 0) : 0;
        retryAt = clock.elapsed() + Math.min(Math.max(asked, RETRY_AFTER), MAX_RETRY_AFTER);
        log.warn({ error: (error as Error).message }, 'Could not send an alert, will retry');
      } finally {
        isChecking = false;
      }
    },
  };
}
