import type { Card } from '../../domain/card/card.ts';
import type { NewDelivery } from '../../domain/edition/records.ts';
import { possibleKeys, type Restored, unknownSince } from '../../domain/edition/restored.ts';
import { TemporaryError } from '../../domain/errors.ts';
import type { Place } from '../../domain/subscription/subscription.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import type { Address, Publisher, SendResult } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import { type ClaimDeps, createClaim, type MessageClaim } from './claim.ts';
import { closePlace } from './close-place.ts';
import { type GiveUpDeps, orGiveUp } from './give-up.ts';

/** The pauses before retries within a job, in milliseconds: most temporary failures last only seconds. */
export const SEND_PAUSES = [250, 500, 2_000] as const;
/**
 * The longest pause within a job, in milliseconds. If a longer one is needed, the job fails and the scheduler runs it
 * again later.
 */
const MAX_PAUSE = 10 * SECOND;

/**
 * The pause before a retry on a disabled platform, in milliseconds: the platform stays off until the bot is
 * restarted.
 */
const OFF = 60 * MINUTE;

export interface SendDeps extends ClaimDeps, GiveUpDeps {
  readonly store: Store;
  /** The enabled publishers, by platform. A platform that rejects our credentials is removed at run time. */
  readonly publishers: ReadonlyMap<string, Publisher>;
  /** Called when a look-up finds a message that was sent earlier: reactions to it have not been counted yet. */
  readonly onFound: (platform: string, messageId: string) => void;
  /** Set if the database was restored from a backup. */
  readonly restored: Restored | null;
  /**
   * The pauses before retries within a job, in milliseconds; if empty, the job fails at the first temporary failure.
   */
  readonly pauses: readonly number[];
}

/** A message and its destination. */
export interface OutgoingMessage {
  readonly delivery: NewDelivery;
  readonly to: Address;
  readonly card: Card;
  /**
   * A short description of the card's content, stored with the message. If the description changes, a refresh edits
   * the card.
   */
  readonly shown: string;
  /** Called when the platform accepts the message: a paused place has opened again. */
  readonly whenAccepted?: (() => Promise<void>) | undefined;
}

/**
 * The outcome of one attempt; docs/delivery-states.md lists all cases.
 * - `sent`: the platform has the message, and the store has recorded that.
 * - `skipped`: the message was already settled, or the platform rejects it.
 * - `closed`: the place accepts no messages, and its subscription is paused or has ended.
 */
export type Outcome = { readonly state: 'sent' | 'skipped' | 'closed' } | Retry;

interface Retry {
  readonly state: 'retry';
  readonly error: TemporaryError;
  /** The pause that `error` asks for, in milliseconds; undefined if it asks for none. */
  readonly afterMs: number | undefined;
  /**
   * False if the message cannot exist on the platform: it was never sent before, and the platform confirmed that this
   * attempt had no effect. Then the next attempt can keep the claim and send the message without looking for it.
   * Otherwise, the next attempt claims the message again and looks for it first.
   */
  readonly lookFirst: boolean;
}

/** @throws {TemporaryError} if the place's platform is off */
export function findPublisher({ publishers }: Pick<SendDeps, 'publishers'>, { platform }: Place): Publisher {
  const publisher = publishers.get(platform);
  if (!publisher) throw new TemporaryError(`The platform ${platform} is off`, { retryAfterMs: OFF });
  return publisher;
}

/**
 * Claims a message, sends it and settles it (docs/architecture.md, rule 8), retrying after short pauses.
 * @throws if a later job has to retry; the platform might already have the message
 */
export async function sendOnce(
  deps: SendDeps,
  message: OutgoingMessage,
): Promise<'sent' | 'skipped' | 'closed'> {
  const claim = createClaim(deps, message.delivery);
  const pauses = { keepingClaim: [...deps.pauses], lookingFirst: [...deps.pauses] };
  try {
    for (;;) {
      const outcome = await attempt(deps, message, claim);
      if (outcome.state !== 'retry') return outcome.state;
      const keepsClaim = !outcome.lookFirst && pauses.keepingClaim.length > 0;
      if (!keepsClaim) await claim.release();
      const pause = (keepsClaim ? pauses.keepingClaim : pauses.lookingFirst).shift();
      await pauseBefore(deps, message, outcome, pause);
    }
  } catch (error) {
    await claim.release();
    throw error;
  }
}

async function pauseBefore(
  { clock, log, signal }: SendDeps,
  { delivery: { key } }: OutgoingMessage,
  { error, afterMs, lookFirst }: Retry,
  pause: number | undefined,
): Promise<void> {
  signal.throwIfAborted();
  const delayMs = afterMs ?? pause;
  if (pause === undefined || delayMs === undefined || delayMs > MAX_PAUSE) throw error;
  log.warn(
    { key, error: error.message, delayMs, lookFirst },
    'Could not send a message or confirm that it arrived, will retry',
  );
  await clock.sleep(delayMs, signal);
}

/**
 * Makes one attempt to send a message. If the previous attempt kept its claim, renews the claim (see
 * `Retry.lookFirst`).
 * @throws the signal's reason if the signal is aborted, or an error that a retry within the job would not fix
 */
export async function attempt(
  deps: SendDeps,
  message: OutgoingMessage,
  claim: MessageClaim,
): Promise<Outcome> {
  const { signal } = deps;
  signal.throwIfAborted();
  try {
    const publisher = findPublisher(deps, message.to.place);
    const known = await acquire(deps, message, claim, publisher);
    if (known === 'settled') return { state: 'skipped' };
    const found = known === 'maybe sent' ? await find(deps, message, publisher) : null;
    // The look-up might have taken longer than the lease.
    if (known === 'maybe sent' && !found) await claim.renew(publisher.leaseMs);
    const result = found ?? (await send(deps, message, publisher, { claim, known }));
    if (result.state === 'retry') return result;
    return await record(deps, message, claim, result, found !== null);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof TemporaryError) return toRetry(error, true);
    throw error;
  }
}

const toRetry = (error: TemporaryError, lookFirst: boolean): Retry => ({
  state: 'retry',
  error,
  afterMs: error.retryAfterMs,
  lookFirst,
});

/**
 * What the store knows about a message before an attempt. `maybe sent`: an earlier claim was never settled, or the
 * database was restored from a backup and might lack the delivery.
 */
type Known = 'settled' | 'not sent' | 'maybe sent';

/** Claims the message, or renews a claim that was kept during a pause. */
async function acquire(
  { restored }: SendDeps,
  { delivery, to }: OutgoingMessage,
  claim: MessageClaim,
  { leaseMs }: Publisher,
): Promise<Known> {
  if (claim.isHeld()) {
    await claim.renew(leaseMs);
    return 'not sent';
  }
  const taken = await claim.take(leaseMs);
  if (taken === 'settled') return 'settled';
  // A restored database lacks the deliveries that were recorded after the backup was made.
  const isUnknown = unknownSince(restored, delivery.day, to.since) !== null;
  return taken === 'again' || isUnknown ? 'maybe sent' : 'not sent';
}

async function find(
  deps: SendDeps,
  { delivery: { key, day }, to, card }: OutgoingMessage,
  publisher: Publisher,
): Promise<SendResult | null> {
  const since = unknownSince(deps.restored, day, to.since) ?? to.since;
  for (const sentAs of possibleKeys(deps.restored, key, to.place)) {
    const found = await orGiveUp(deps, key, () => publisher.find({ ...to, since }, card, sentAs));
    if (found) return found;
  }
  return null;
}

async function send(
  deps: SendDeps,
  { delivery: { key }, to, card }: OutgoingMessage,
  publisher: Publisher,
  { claim, known }: { readonly claim: MessageClaim; readonly known: Known },
): Promise<SendResult | Retry> {
  await claim.confirm(publisher.leaseMs);
  try {
    return await orGiveUp(deps, key, () => publisher.send(to, card, key));
  } catch (error) {
    const isNotThere = known === 'not sent' && error instanceof TemporaryError && error.isUndone;
    if (isNotThere) return toRetry(error, false);
    throw error;
  }
}

/** Records the platform's answer. */
async function record(
  deps: SendDeps,
  { delivery: { key, placeId }, to, shown, whenAccepted }: OutgoingMessage,
  claim: MessageClaim,
  result: SendResult,
  isFound: boolean,
): Promise<Outcome> {
  deps.unexpectedFailures.delete(key);
  switch (result.state) {
    case 'sent':
      // A message from an earlier attempt might differ from this card, so make the next refresh edit it.
      await claim.settle(result.messageId, isFound ? '' : shown);
      if (isFound) deps.onFound(to.place.platform, result.messageId);
      else await whenAccepted?.();
      return { state: 'sent' };
    case 'messageRejected':
      deps.log.warn({ key, reason: result.reason }, 'Could not send a message, skipping it');
      await claim.refuse(result.reason);
      return { state: 'skipped' };
    default: {
      // If the platform has refused the send itself, the next attempt need not look for the message.
      const isNotThere = result.state === 'channelBlocked' && !isFound && !result.mightBeSent;
      await (isNotThere ? claim.forget() : claim.release());
      await closePlace(deps, placeId, result);
      return { state: 'closed' };
    }
  }
}
