import { pausedCard } from '../../cards/pause-card.ts';
import type { Invocation } from '../../command/invocation.ts';
import type { Card } from '../../domain/card/card.ts';
import { TemporaryError, UserError } from '../../domain/errors.ts';
import { isTellingDue } from '../../domain/subscription/pause.ts';
import { placeToId, type Subscription } from '../../domain/subscription/subscription.ts';
import { toUserId, toVoter } from '../../domain/vote/voter.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Messenger } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';

/** A reply to a command tells about at most this many places: the reply itself needs room. */
const MAX_NOTICES = 2;

export interface TellDeps {
  readonly store: Pick<Store, 'claimReport' | 'releaseReport' | 'tellInReply'>;
  /** The messengers by platform. */
  readonly messengers: ReadonlyMap<string, Messenger>;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
}

/**
 * Tells whoever subscribed a paused place about the pause, by a direct message (rule 18). At most once: the report is
 * recorded before it is sent, so a message whose answer is lost might not have arrived. If the person gets no direct
 * messages, the next reply to one of their commands tells.
 * @throws {TemporaryError} if a later job has to try again
 */
export async function tellSubscriber(
  { store, messengers, clock, log }: TellDeps,
  subscription: Subscription,
): Promise<void> {
  const { place, pause, subscribedBy } = subscription;
  if (!pause || subscribedBy === null) return;
  const placeId = placeToId(place);
  const messenger = messengers.get(place.platform);
  if (!messenger) {
    await store.tellInReply(placeId);
    return;
  }
  const card = pausedCard(subscription);
  if (!(await store.claimReport(placeId, 'subscriber', clock.now()))) return;
  try {
    const key = `${placeId}/paused/${pause.since}`;
    const told = await messenger.tell(toUserId(subscribedBy), card, key);
    if (told === 'refused') await store.tellInReply(placeId);
    log.info({ place: placeId, told }, 'Told the subscriber of a paused place');
  } catch (error) {
    const isUncertain = error instanceof TemporaryError && !error.isUndone;
    if (!isUncertain) await store.releaseReport(placeId, 'subscriber');
    if (!isUncertain) throw error;
    log.warn(
      { place: placeId, error: error.message },
      'Told the subscriber of a paused place, but got no answer: the message might be lost',
    );
  }
}

export interface NoticeDeps {
  readonly store: Pick<Store, 'untold' | 'claimReport'>;
  readonly clock: Pick<Clock, 'now'>;
  /** False if nobody is told about paused places (ALERT_SUBSCRIBERS). */
  readonly alertsSubscribers: boolean;
}

/**
 * Returns cards for the reply to a command: about paused places that its user subscribed or, if nobody knows who did,
 * could have subscribed. Records that they were told.
 */
export async function takeNotices(
  { store, clock, alertsSubscribers }: NoticeDeps,
  invocation: Invocation,
): Promise<Card[]> {
  const { place, person } = invocation;
  if (!alertsSubscribers || place.workspace === '') return [];
  const now = clock.now();
  const due = (await store.untold(place)).filter((subscription) => isTellingDue(now, subscription));
  if (due.length === 0) return [];
  const own = due.filter(({ subscribedBy }) => subscribedBy === toVoter(place, person.id));
  const anybodys = due.filter(({ subscribedBy }) => subscribedBy === null);
  const mine = anybodys.length > 0 && (await manages(invocation)) ? [...own, ...anybodys] : own;

  const cards: Card[] = [];
  for (const subscription of mine.slice(0, MAX_NOTICES)) {
    if (await store.claimReport(placeToId(subscription.place), 'subscriber', now))
      cards.push(pausedCard(subscription));
  }
  return cards;
}

/** Returns false in places where nobody manages subscriptions, such as direct messages. */
async function manages(invocation: Invocation): Promise<boolean> {
  try {
    return await invocation.manages();
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}
