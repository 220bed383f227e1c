import { setTimeout } from 'node:timers/promises';
import pLimit from 'p-limit';
import { TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { exponential, retry } from '../../lib/retry.ts';

/** Ten retries after growing pauses, about an hour in total. */
const MAX_RETRIES = 10;
const pauseBefore = exponential(6 * SECOND, { maxMs: 15 * MINUTE });
/** How many messages the later lane processes concurrently: few, so that it does not hold up editions. */
const MAX_LATER = 4;
/** How long the send of a card waits for the card's reactions, in milliseconds; they usually take a few hundred. */
const CARD_WAIT = SECOND;
/**
 * While this many cards are in the first lane, the platform is busy, so a further card waits until the lane is done
 * with it, even if that takes longer than CARD_WAIT.
 */
const MAX_AHEAD = 8;

export interface InitialReactionsDeps {
  /** The emojis for every card, in order. */
  readonly emojis: readonly string[];
  /**
   * Adds one reaction to a message, in a single attempt.
   * @throws {TemporaryError} if it might succeed later
   */
  readonly react: (messageId: string, emoji: string) => Promise<void>;
  /**
   * Acquires a permit for one reaction and returns 0, or returns the wait in milliseconds. Null if the platform's
   * client enforces the rate limit itself.
   */
  readonly tryAcquire: (() => number) | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Adds a card's initial reactions, now or later. Rejects only when the bot stops. */
export type AddInitialReactions = (messageId: string) => Promise<void>;

/** A message and its missing emojis. */
interface Pending {
  readonly messageId: string;
  readonly missing: string[];
}

/**
 * A queue with two lanes. A new card enters the first lane: its reactions are added immediately, as long as the rate
 * limit allows it and the later lane is empty. The missing ones are left to the later lane, which processes a few
 * messages at a time, in order of arrival, with waits and retries. The queue is discarded when the bot stops.
 */
export function createInitialReactions({
  emojis,
  react,
  tryAcquire,
  clock,
  log,
  signal,
}: InitialReactionsDeps): AddInitialReactions {
  const later = pLimit(MAX_LATER);
  const isLaterEmpty = () => later.activeCount + later.pendingCount === 0;

  async function addAll({ messageId, missing }: Pending, acquire: () => Promise<boolean>): Promise<void> {
    for (const emoji of [...missing]) {
      if (!(await acquire())) return;
      await react(messageId, emoji);
      missing.shift();
    }
  }

  /** Adds reactions for as long as the rate limit requires no wait. */
  const addNow = (pending: Pending) =>
    addAll(pending, async () => !tryAcquire || (isLaterEmpty() && tryAcquire() === 0));

  const addLater = (pending: Pending) =>
    addAll(pending, async () => {
      for (let ms = tryAcquire?.() ?? 0; ms > 0; ms = tryAcquire?.() ?? 0) await clock.sleep(ms, signal);
      return true;
    });

  /** Waits until the first lane is done with the card, then adds the missing reactions, with retries. */
  async function finish(pending: Pending, now: Promise<void>): Promise<void> {
    const { messageId, missing } = pending;
    try {
      await retry(
        async (attempt) => {
          if (attempt === 1) await now;
          if (missing.length > 0) await later(() => addLater(pending));
        },
        {
          clock,
          signal,
          policy: { attempts: 1 + MAX_RETRIES, delayMs: pauseBefore },
          shouldRetry: (error, attempt) =>
            error instanceof TemporaryError
              ? { afterMs: Math.max(error.retryAfterMs ?? 0, pauseBefore(attempt)) }
              : null,
        },
      );
    } catch (error) {
      if (signal.aborted) return;
      // Give up on all missing emojis: a platform that rejects one would reject the others too.
      const fields = { message: messageId, missing, error: (error as Error).message };
      log.warn(fields, 'Gave up adding initial reactions to a card');
    }
  }

  /** The number of cards that are still in the first lane. */
  let ahead = 0;
  return async (messageId) => {
    const pending = { messageId, missing: [...emojis] };
    const now = addNow(pending);
    void finish(pending, now);
    // A failure is retried later; only a stop must reach the caller.
    const added = now.catch(() => signal.throwIfAborted());
    if (ahead >= MAX_AHEAD) return added;
    ahead += 1;
    added.finally(() => (ahead -= 1)).catch(() => {});
    const stop = new AbortController();
    try {
      // Real time instead of `clock`, as for all request timeouts.
      await Promise.race([added, setTimeout(CARD_WAIT, undefined, { signal: stop.signal })]);
    } finally {
      stop.abort();
    }
  };
}
