import { setTimeout } from 'node:timers/promises';
import pLimit from 'p-limit';
import { TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { exponential, retry } from '../../lib/retry.ts';

/** Ten retries with growing pauses, which add up to about an hour. */
const MAX_RETRIES = 10;
const pauseBefore = exponential(6 * SECOND, { maxMs: 15 * MINUTE });
/** How many cards with missing reactions are processed concurrently; few, so that they do not delay editions. */
const MAX_LATER = 4;
/**
 * The longest time that sending a card waits for its initial reactions, in milliseconds, unless MAX_AHEAD is reached.
 * Adding them usually takes a few tenths of a second.
 */
const CARD_WAIT = SECOND / 2;
/**
 * While the reactions of this many cards are being added, the platform is busy: sending another card then waits for
 * its own reactions without the limit of CARD_WAIT.
 */
const MAX_AHEAD = 8;

export interface InitialReactionsDeps {
  /** The emojis for every card, in order. */
  readonly emojis: readonly string[];
  /**
   * Adds one reaction to a message, in a single attempt.
   * @throws {TemporaryError} if a retry might succeed
   */
  readonly react: (messageId: string, emoji: string) => Promise<void>;
  /**
   * Tries to acquire a permit for one reaction: returns 0 on success, otherwise how long to wait, in milliseconds. Null
   * if the platform's client enforces the rate limit itself.
   */
  readonly tryAcquire: (() => number) | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Adds a card's initial reactions, immediately or later. Rejects only when the bot stops. */
export type AddInitialReactions = (messageId: string) => Promise<void>;

/** A message and the emojis that it still lacks. */
interface Pending {
  readonly messageId: string;
  readonly missing: string[];
}

/**
 * Creates a queue with two lanes. A new card enters the first lane, which adds its reactions immediately; if there is
 * a `tryAcquire`, this lane works only while permits are available and the later lane is empty. If reactions are
 * still missing afterwards, the card enters the later lane, which processes a few cards at a time, with waits and
 * retries. The queue is not saved when the bot stops.
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

  /** Adds reactions until the next one would have to wait. */
  const addNow = (pending: Pending) =>
    addAll(pending, async () => !tryAcquire || (isLaterEmpty() && tryAcquire() === 0));

  const addLater = (pending: Pending) =>
    addAll(pending, async () => {
      for (let ms = tryAcquire?.() ?? 0; ms > 0; ms = tryAcquire?.() ?? 0) await clock.sleep(ms, signal);
      return true;
    });

  /** Waits until the first lane has finished with the card, then adds the missing reactions, with retries. */
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
      // Give up on all missing emojis: if the platform does not accept one, it would not accept the others either.
      const fields = { message: messageId, missing, error: (error as Error).message };
      log.warn(fields, 'Gave up adding initial reactions to a card');
    }
  }

  /** The number of cards that are still in the first lane, counted only up to MAX_AHEAD. */
  let ahead = 0;
  return async (messageId) => {
    const pending = { messageId, missing: [...emojis] };
    const now = addNow(pending);
    void finish(pending, now);
    // `finish` deals with failures; the caller only needs to learn that the bot is stopping.
    const added = now.catch(() => signal.throwIfAborted());
    if (ahead >= MAX_AHEAD) return added;
    ahead += 1;
    added.finally(() => (ahead -= 1)).catch(() => {});
    const stop = new AbortController();
    try {
      // Like request timeouts, this uses real time instead of `clock`.
      await Promise.race([added, setTimeout(CARD_WAIT, undefined, { signal: stop.signal })]);
    } finally {
      stop.abort();
    }
  };
}
