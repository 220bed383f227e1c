import type { Card } from '../../domain/card/card.ts';
import type { NewDelivery } from '../../domain/edition/records.ts';
import { possibleKeys, type Restored, unknownSince } from '../../domain/edition/restored.ts';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import type { Place } from '../../domain/subscription/subscription.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Address, Publisher, SendResult } from '../../ports/publisher.ts';
import type { Store } from '../../ports/store.ts';
import type { ClaimDeps, MessageClaim } from './claim.ts';
import { closePlace } from './close-place.ts';

/**
 * The pause before a retry on a disabled platform, in milliseconds: the platform stays off until the bot is
 * restarted.
 */
const OFF = 60 * MINUTE;

export interface AttemptDeps extends ClaimDeps {
  readonly store: Store;
  /** The enabled publishers, by platform. A platform that rejects our credentials is removed at run time. */
  readonly publishers: ReadonlyMap<string, Publisher>;
  /** Called when a look-up finds a message that was sent earlier: reactions to it have not been counted yet. */
  readonly onFound: (platform: string, messageId: string) => void;
  /** Set if the database was restored from a backup. */
  readonly restored: Restored | null;
  readonly signal: AbortSignal;
}

/** A message and its destination. */
export interface OutgoingMessage {
  readonly delivery: NewDelivery;
  readonly to: Address;
  /** The message whose thread might have got the message in an earlier attempt, if it is not `to.parentId`. */
  readonly lookIn?: string | null;
  readonly card: Card;
  /** What is sent instead of `card`. A look-up finds either. */
  readonly sentAs?: Card;
  /**
   * A short description of the card's content, stored with the message. If the description changes, a refresh edits
   * the card.
   */
  readonly shown: string;
  /** Called when the platform accepts the message: a paused place has opened again. */
  readonly whenAccepted?: (() => Promise<void>) | undefined;
}

/**
 * What an attempt does with a message that the platform does not have yet. `send once`: with a single request, because
 * a message before it is failing.
 */
export type Intention = 'send' | 'send once' | 'leave out';

/**
 * The outcome of one attempt; docs/delivery-states.md lists all cases.
 * - `sent`: the platform has the message, and the store has recorded that.
 * - `skipped`: the message was already settled, or the platform rejects it, or it is left out.
 * - `closed`: the place accepts no messages, and its subscription is paused or has ended.
 */
export type Outcome = { readonly state: 'sent' | 'skipped' | 'closed' } | Retry;

export interface Retry {
  readonly state: 'retry';
  readonly error: Error;
  /** The pause that `error` asks for, in milliseconds; undefined if it asks for none. */
  readonly afterMs: number | undefined;
  /**
   * `send`: the message itself might be the cause (rule 15). `look-up`: the message might exist, and could not be looked
   * for; `slow look-up`: because of a rate limit, so that the next attempt can go on. Null if the message has nothing to
   * do with it.
   */
  readonly failed: 'send' | 'look-up' | 'slow look-up' | null;
  /**
   * True if the message cannot exist on the platform: it was never sent before, and this attempt certainly had no
   * effect. Otherwise, the next attempt looks for it first.
   */
  readonly isUnsent: boolean;
}

/** @throws {TemporaryError} if the place's platform is off */
export function findPublisher(
  { publishers }: Pick<AttemptDeps, 'publishers'>,
  { platform }: Place,
): Publisher {
  const publisher = publishers.get(platform);
  if (!publisher) throw new TemporaryError(`The platform ${platform} is off`, { retryAfterMs: OFF });
  return publisher;
}

/**
 * Makes one attempt to send a message, or to leave it out.
 * @throws the signal's reason if the signal is aborted, or an error that a retry within the job would not fix
 */
export async function attempt(
  deps: AttemptDeps,
  message: OutgoingMessage,
  claim: MessageClaim,
  intention: Intention,
): Promise<Outcome> {
  const { signal } = deps;
  signal.throwIfAborted();
  try {
    const publisher = findPublisher(deps, message.to.place);
    const attempts = await claim.take(publisher.leaseMs);
    if (attempts === 'settled') return { state: 'skipped' };
    // A restored database lacks the deliveries that were recorded after the backup was made.
    const isUnknown = unknownSince(deps.restored, message.delivery.day, message.to.since) !== null;
    const mightBeSent = attempts > 1 || isUnknown;
    const found = mightBeSent ? await ask(deps, () => find(deps, message, publisher, attempts)) : null;
    if (found?.state === 'retry')
      return { ...found, failed: found.failed ? 'look-up' : 'slow look-up', isUnsent: false };
    const mightDiffer = isUnknown || !claim.isOnlySender();
    if (found) return await record(deps, message, claim, found, { isFound: true, mightDiffer });
    if (intention === 'leave out') {
      await claim.leaveOut();
      return { state: 'skipped' };
    }
    // The look-up might have taken longer than the lease.
    if (mightBeSent) await claim.renew(publisher.leaseMs);
    await claim.confirm(publisher.leaseMs);
    const { to, card, sentAs = card, delivery } = message;
    const result = await ask(deps, () => publisher.send(to, sentAs, delivery.key, intention === 'send once'));
    if (result.state === 'retry') return { ...result, isUnsent: result.isUnsent && !mightBeSent };
    if (result.state === 'messageRejected' && to.parentId === null && !mightBeSent && !result.mightBeSent)
      return neverThere(result.reason);
    return await record(deps, message, claim, result, { isFound: false, mightDiffer: false });
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof TemporaryError)) throw error;
    return { state: 'retry', error, afterMs: error.retryAfterMs, failed: null, isUnsent: false };
  }
}

/** A message cannot be gone that was never sent before, and is in no thread: that is a refusal like any other. */
const neverThere = (reason: string): Retry => ({
  state: 'retry',
  error: new TemporaryError('The platform says that a new message is gone', { isUndone: true, reason }),
  afterMs: undefined,
  failed: 'send',
  isUnsent: true,
});

/**
 * Makes a publisher call. Any error can be the message's fault unless it says that it is not.
 * @throws {SetupError} if the platform rejects our credentials
 */
async function ask<T>({ signal }: AttemptDeps, call: () => Promise<T>): Promise<T | Retry> {
  try {
    return await call();
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof SetupError) throw error;
    const known = error instanceof TemporaryError ? error : null;
    return {
      state: 'retry',
      error: error as Error,
      afterMs: known?.retryAfterMs,
      failed: known?.isUnrelated ? null : 'send',
      isUnsent: known?.isUndone === true,
    };
  }
}

/** Looks for the message of an earlier attempt; `attempt` is the number of the claim. */
async function find(
  { restored }: AttemptDeps,
  { delivery: { key, day }, to, lookIn = to.parentId, card }: OutgoingMessage,
  publisher: Publisher,
  attempt: number,
): Promise<SendResult | null> {
  const since = unknownSince(restored, day, to.since) ?? to.since;
  const formerKeys = [...possibleKeys(restored, key, to.place)].filter((known) => known !== key);
  return publisher.find({ ...to, parentId: lookIn, since }, card, key, { formerKeys, attempt });
}

/** Records the platform's answer. */
async function record(
  deps: AttemptDeps,
  { delivery: { key, placeId }, to, shown, whenAccepted }: OutgoingMessage,
  claim: MessageClaim,
  result: SendResult,
  { isFound, mightDiffer }: { readonly isFound: boolean; readonly mightDiffer: boolean },
): Promise<Outcome> {
  switch (result.state) {
    case 'sent':
      // A message from an earlier job might differ from this card, so make the next refresh edit it.
      await claim.settle(result.messageId, mightDiffer ? '' : shown);
      if (isFound) deps.onFound(to.place.platform, result.messageId);
      else await whenAccepted?.();
      return { state: 'sent' };
    case 'messageRejected':
      deps.log.warn({ key, reason: result.reason }, 'Could not send a message, skipping it');
      await claim.refuse(result.reason);
      return { state: 'skipped' };
    default: {
      // If the platform has refused the send itself, the next attempt need not look for the message.
      const isUnsent = result.state === 'channelBlocked' && !isFound && !result.mightBeSent;
      await claim.release(isUnsent);
      await closePlace(deps, placeId, result);
      return { state: 'closed' };
    }
  }
}
