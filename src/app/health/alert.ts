import { alertCard, allWellCard } from '../../cards/alert-card.ts';
import type { Card } from '../../domain/card/card.ts';
import { TemporaryError } from '../../domain/errors.ts';
import {
  type AlertStep,
  type Episode,
  type HealthProblems,
  planAlert,
} from '../../domain/health/incident.ts';
import { type Place, placeToId } from '../../domain/subscription/subscription.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Address, Publisher } from '../../ports/publisher.ts';

const KEY = 'alert/episode';
/** What could not be said is tried again after this, in milliseconds, or when the platform says. */
const TRY_AGAIN = 30_000;
/** Later ones are of a clock that was set back since. */
const MAX_TRY = 60 * MINUTE;

export interface AlertDeps {
  readonly publishers: ReadonlyMap<string, Publisher>;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
}

/** What was sent of an episode, or may have been. */
interface State {
  readonly episode: Episode;
  /** A message is on its way, or was when we were stopped: it is looked for before it is sent again. */
  readonly isSending: boolean;
}

/**
 * Tells the operator's place when something needs a person. It goes around the ledger, as a store that is ill is
 * what it has to tell of: its state is here and, while that can be written, in the cache.
 */
export function createAlert({ publishers, cache, clock, log }: AlertDeps, place: Place | null) {
  let state: State | null | undefined;
  let isLooking = false;
  let tryAt = Number.NEGATIVE_INFINITY;

  async function keep(next: State | null): Promise<void> {
    const isNew = JSON.stringify(next) !== JSON.stringify(state);
    state = next;
    if (isNew) await cache.set(KEY, next).catch(() => {});
  }

  async function load(): Promise<State | null> {
    const saved = (await cache.get<State>(KEY).catch(() => null)) ?? null;
    // One of another version, or a broken one, is none.
    return typeof saved?.episode?.since === 'number' && typeof saved.episode.told === 'object' ? saved : null;
  }

  const addressOf = ({ since }: Episode): Address => ({ place: place as Place, parentId: null, since });
  const keyOf = ({ since }: Episode, isWell: boolean) =>
    `${placeToId(place as Place)}/alert/${since}${isWell ? '/well' : ''}`;

  async function say(
    publisher: Publisher,
    episode: Episode,
    card: Card,
    isWell: boolean,
  ): Promise<string | null> {
    const to = addressOf(episode);
    const key = keyOf(episode, isWell);
    const found = state?.isSending ? await publisher.find(to, card, key) : null;
    if (!found && state) await keep({ ...state, isSending: true });
    const result = found ?? (await publisher.send(to, card, key));
    if (result.state === 'sent') return result.messageId;
    log.error({ place: placeToId(to.place), reason: result.reason }, 'ALERT_PLACE takes no messages');
    return null;
  }

  async function act(publisher: Publisher, { episode, act }: AlertStep, ill: HealthProblems): Promise<void> {
    if (!episode) return keep(null);
    await keep({ episode, isSending: state?.isSending ?? false });
    if (act === 'tell') {
      const messageId = (await say(publisher, episode, alertCard(episode, ill), false)) ?? '';
      await keep({ episode: { ...episode, messageId, told: ill }, isSending: false });
    }
    if (act === 'find') {
      const to = addressOf(episode);
      const found = await publisher.find(to, alertCard(episode, ill), keyOf(episode, false));
      const messageId = found?.state === 'sent' ? found.messageId : null;
      await keep(messageId ? { episode: { ...episode, messageId }, isSending: false } : null);
    }
    if (act === 'correct') {
      const told = { ...episode.told, ...ill };
      if (episode.messageId) await publisher.edit(episode.messageId, alertCard(episode, told));
      await keep({ episode: { ...episode, told }, isSending: false });
    }
    if (act === 'all-well') {
      if (episode.messageId) await say(publisher, episode, allWellCard(episode), true);
      await keep(null);
    }
  }

  return {
    /** Looks at what is ill now. Never rejects: what cannot be said is tried again at the next look. */
    async look(ill: HealthProblems): Promise<void> {
      const publisher = place && publishers.get(place.platform);
      const now = clock.now();
      const isTooEarly = tryAt > now && tryAt < now + MAX_TRY;
      if (!publisher || isLooking || isTooEarly) return;
      isLooking = true;
      try {
        if (state === undefined) state = await load();
        const step = planAlert(now, state?.episode ?? null, ill, state?.isSending);
        if (step.episode || state) await act(publisher, step, ill);
      } catch (error) {
        const asked = error instanceof TemporaryError ? (error.retryAfterMs ?? 0) : 0;
        tryAt = clock.now() + Math.max(asked, TRY_AGAIN);
        log.warn({ error: (error as Error).message }, 'An alert has to be sent again later');
      } finally {
        isLooking = false;
      }
    },
  };
}
