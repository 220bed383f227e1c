import type { Day } from '../../domain/calendar/day.ts';
import type { Card } from '../../domain/card/card.ts';
import type { NewDelivery } from '../../domain/edition/records.ts';
import { type Restored, unknownSince } from '../../domain/edition/restored.ts';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import type { Subscription } from '../../domain/subscription/subscription.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Address, PlaceClosed, Publisher, SendResult } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import type { Rendered } from './render-entry.ts';

/**
 * A message that fails for a reason which nobody foresaw, this many times in a row, is given up. Of claims there may be
 * many more: an outage takes four with every job.
 */
const MAX_UNEXPECTED_FAILURES = 4;

/** Most of what fails for now passes within seconds. */
export const SEND_PAUSES = [250, 500, 2_000] as const;
/** Whoever asks for a longer pause gets it between two jobs. */
const MAX_PAUSE = 10_000;

/** A platform that is off stays so until somebody has mended it and started the bot again. */
const OFF = 60 * MINUTE;

export interface SendDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** By platform. */
  readonly publishers: ReadonlyMap<string, Publisher>;
  /** A message that was sent before is known as ours only now: what was pressed on it meanwhile was not counted. */
  readonly onFound: (platform: string, messageId: string) => void;
  /** The database is a copy that was put back; null if it is not. */
  readonly restored: Restored | null;
  /** Names this process in claims. */
  readonly owner: string;
  /** By key, how often in a row a message failed for a reason that nobody foresaw; a new start begins anew. */
  readonly unexpectedFailures: Map<string, number>;
  /** Before each further try of a message within its job, in milliseconds; none: the job is tried again. */
  readonly pauses: readonly number[];
}

/** One message of an edition: a paper's card, or the heading. */
export const editionDelivery = (placeId: string, day: Day, paperId: string | null): NewDelivery => ({
  key: `${placeId}/${day}/${paperId ?? 'heading'}`,
  ...{ placeId, day, paperId },
});

/** @throws {TemporaryError} if the place's platform is not served now */
export function findPublisher({ publishers }: SendDeps, { place }: Subscription): Publisher {
  const publisher = publishers.get(place.platform);
  if (!publisher) throw new TemporaryError(`The platform ${place.platform} is off`, { retryAfterMs: OFF });
  return publisher;
}

/**
 * One message, claimed, sent and settled (README, rule 8). False if the place takes no more messages.
 * @throws if it is not known to be there yet: it has to be tried again
 */
export async function sendOnce(
  deps: SendDeps,
  subscription: Subscription,
  delivery: NewDelivery,
  to: Address,
  rendered: Rendered,
): Promise<boolean> {
  const { clock, log, signal, pauses } = deps;
  for (let tries = 0; ; tries += 1) {
    try {
      return await trySend(deps, subscription, delivery, to, rendered);
    } catch (error) {
      signal.throwIfAborted();
      const pause = pauses[tries];
      if (!(error instanceof TemporaryError) || pause === undefined) throw error;
      const wait = error.retryAfterMs ?? pause;
      if (wait > MAX_PAUSE) throw error;
      log.warn({ key: delivery.key, error: error.message, wait }, 'A message has to be tried again');
      // Without a claim: the next try makes one of its own, and looks whether the message is there.
      await clock.sleep(wait, signal);
    }
  }
}

/** Whoever was so slow that its claim was taken over leaves the message to the other one. */
function keepOurs(isOurs: boolean): void {
  if (!isOurs) throw new TemporaryError('Another process has taken over this message');
}

async function trySend(
  deps: SendDeps,
  subscription: Subscription,
  delivery: NewDelivery,
  to: Address,
  rendered: Rendered,
): Promise<boolean> {
  const { store, clock, log, signal, owner } = deps;
  const publisher = findPublisher(deps, subscription);
  const { key } = delivery;

  signal.throwIfAborted();
  const claim = await store.claim(delivery, owner, clock.now(), publisher.leaseMs);
  if (claim.state === 'settled') return true;
  if (claim.state === 'held') {
    const retryAfterMs = claim.until - clock.now();
    throw new TemporaryError('Another process is sending this message', { retryAfterMs });
  }
  try {
    return await sendClaimed(deps, publisher, claim.attempts, delivery, to, rendered);
  } catch (error) {
    // The next try looks the message up at once, instead of waiting for our own lease. If this fails as well the lease
    // runs out; why it could not be sent matters more.
    await store.release(key, owner).catch((err) => log.warn({ key, err }, 'A claim could not be given back'));
    throw error;
  }
}

/** What a publisher said of a message; `messageRejected` where it failed too often because of a bug. */
async function orGiveUp<T>(
  { unexpectedFailures, log, signal }: SendDeps,
  key: string,
  work: () => Promise<T>,
): Promise<T | SendResult> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof SetupError || signal.aborted) {
      unexpectedFailures.delete(key);
      throw error;
    }
    const count = (unexpectedFailures.get(key) ?? 0) + 1;
    unexpectedFailures.set(key, count);
    if (count < MAX_UNEXPECTED_FAILURES) throw error;
    log.error({ key, err: error }, 'A message cannot be sent, going on without it');
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
}

/** Sends what was never sent before; and again where the platform says that it did nothing. */
async function sendFirst(
  deps: SendDeps,
  publisher: Publisher,
  key: string,
  to: Address,
  card: Card,
): Promise<SendResult> {
  const { store, clock, log, signal, owner, pauses } = deps;
  for (let tries = 0; ; tries += 1) {
    try {
      return await orGiveUp(deps, key, () => publisher.send(to, card, key));
    } catch (error) {
      const pause = pauses[tries];
      if (!(error instanceof TemporaryError && error.isUndone) || pause === undefined) throw error;
      const wait = error.retryAfterMs ?? pause;
      if (wait > MAX_PAUSE) throw error;
      log.warn({ key, error: error.message, wait }, 'A message has to wait');
      await clock.sleep(wait, signal);
      keepOurs(await store.renew(key, owner, clock.now(), publisher.leaseMs));
    }
  }
}

async function sendClaimed(
  deps: SendDeps,
  publisher: Publisher,
  attempts: number,
  { key, placeId, day }: NewDelivery,
  to: Address,
  { card, shown }: Rendered,
): Promise<boolean> {
  const { store, clock, log, owner } = deps;
  // A claim that was not settled may have been sent all the same, and so may what a restored database does not know of:
  // look before sending.
  const since = unknownSince(deps.restored, day, to.since);
  const mayBeThere = attempts > 1 || since !== null;
  const look = () => publisher.find({ ...to, since: since ?? to.since }, card, key);
  // What may be there may also come while a pause lasts: it is looked for anew before each try.
  const send = () =>
    mayBeThere
      ? orGiveUp(deps, key, () => publisher.send(to, card, key))
      : sendFirst(deps, publisher, key, to, card);
  const found = mayBeThere ? await orGiveUp(deps, key, look) : null;
  // The look may have taken longer than the lease.
  if (mayBeThere && !found) keepOurs(await store.renew(key, owner, clock.now(), publisher.leaseMs));
  const result = found ?? (await send());
  deps.unexpectedFailures.delete(key);
  if (result.state === 'sent') {
    // What was sent back then may show something else than the card of now: the next touch-up edits it.
    await store.settle(key, result.messageId, found ? '' : shown, clock.now());
    if (found) deps.onFound(to.place.platform, result.messageId);
    return true;
  }
  if (result.state === 'messageRejected') {
    log.warn({ key, reason: result.reason }, 'A message is not taken, going on without it');
    keepOurs(await store.refuse(key, owner, result.reason, clock.now()));
    return true;
  }
  await store.release(key, owner);
  await closePlace(deps, placeId, result);
  return false;
}

/** Writes down that a place takes no more messages: for now, or for good. */
export async function closePlace(
  { store, log }: Pick<SendDeps, 'store' | 'log'>,
  placeId: string,
  { state, reason }: PlaceClosed,
): Promise<void> {
  const isDeleted = state === 'channelDeleted';
  // Not one that somebody has unsubscribed meanwhile.
  const from = isDeleted ? (['active', 'paused'] as const) : (['active'] as const);
  if (!(await store.moveSubscription(placeId, from, isDeleted ? 'ended' : 'paused', reason))) return;
  const sentence = isDeleted
    ? 'A place is gone, its subscription has ended'
    : 'The place refuses messages, its subscription is paused';
  log.warn({ place: placeId, reason }, sentence);
}
