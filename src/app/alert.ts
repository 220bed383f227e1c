import {
  type AlertStep,
  alertCard,
  allWellCard,
  type Episode,
  type Illnesses,
  planAlert,
} from '../core/alert.ts';
import type { Card } from '../core/card.ts';
import type { Address, Cache, Clock, Log, Publisher } from '../core/ports.ts';
import { type Place, placeToId } from '../core/subscription.ts';

const KEY = 'alert/episode';

export interface AlertParts {
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
export function createAlert({ publishers, cache, clock, log }: AlertParts, place: Place | null) {
  let state: State | null | undefined;
  let isLooking = false;

  async function keep(next: State | null): Promise<void> {
    state = next;
    await cache.set(KEY, next).catch(() => {});
  }

  async function say(
    publisher: Publisher,
    { since }: Episode,
    card: Card,
    isWell: boolean,
  ): Promise<string | null> {
    const to: Address = { place: place as Place, parentId: null, since };
    const key = `${placeToId(to.place)}/alert/${since}${isWell ? '/well' : ''}`;
    const found = state?.isSending ? await publisher.find(to, card, key) : null;
    if (!found && state) await keep({ ...state, isSending: true });
    const result = found ?? (await publisher.send(to, card, key));
    if (result.state === 'sent') return result.messageId;
    log.error({ place: placeToId(to.place), reason: result.reason }, 'ALERT_PLACE takes no messages');
    return null;
  }

  async function act(publisher: Publisher, { episode, act }: AlertStep, ill: Illnesses): Promise<void> {
    if (!episode) return keep(null);
    await keep({ episode, isSending: state?.isSending ?? false });
    if (act === 'tell') {
      const messageId = (await say(publisher, episode, alertCard(episode, ill), false)) ?? '';
      await keep({ episode: { ...episode, messageId, told: ill }, isSending: false });
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
    async look(ill: Illnesses): Promise<void> {
      const publisher = place && publishers.get(place.platform);
      if (!publisher || isLooking) return;
      isLooking = true;
      try {
        if (state === undefined) state = (await cache.get<State>(KEY).catch(() => null)) ?? null;
        const step = planAlert(clock.now(), state?.episode ?? null, ill);
        if (step.episode || state) await act(publisher, step, ill);
      } catch (error) {
        log.warn({ error: (error as Error).message }, 'An alert has to be sent again later');
      } finally {
        isLooking = false;
      }
    },
  };
}
