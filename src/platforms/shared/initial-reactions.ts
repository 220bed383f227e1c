import { setTimeout } from 'node:timers/promises';
import pLimit from 'p-limit';
import { TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE, SECOND } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { exponential, retry } from '../../lib/retry.ts';

/** Ten retries after growing pauses, about an hour altogether. */
const MAX_RETRIES = 10;
const pauseBefore = exponential(6 * SECOND, { maxMs: 15 * MINUTE });
/** How many messages the later lane works on at the same time: few, so that editions get through too. */
const MAX_LATER = 4;
/** How long a card waits for its own reactions, in milliseconds; they usually take a few hundred. */
const CARD_WAIT = SECOND;
/** How many cards can go on before they have their reactions. The next ones wait: the platform is busy. */
const MAX_AHEAD = 8;

export interface InitialReactionsDeps {
  /** The emojis that every card gets, in order. */
  readonly emojis: readonly string[];
  /**
   * Adds one reaction to a message, with one attempt.
   * @throws {TemporaryError} if it might work later
   */
  readonly react: (messageId: string, emoji: string) => Promise<void>;
  /**
   * Acquires a permit for one reaction and returns 0, or returns the wait in milliseconds. Null if the platform's
   * client limits its own rate.
   */
  readonly tryAcquire: (() => number) | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Adds a card's initial reactions, now or later. Rejects only when the bot stops. */
export type AddInitialReactions = (messageId: string) => Promise<void>;

/** A message, and the emojis that it still lacks. */
interface Pending {
  readonly messageId: string;
  readonly missing: string[];
}

/**
 * A queue with two lanes. A new card takes the first one: its reactions are added at once, as far as the rate limit
 * allows and nobody is in the other lane. What is left goes to the later lane: a few messages at a time, in order of
 * arrival, with waits and retries. A stop drops what is still queued.
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

  /** Adds what is possible now, without a wait for the rate limit. */
  const addNow = (pending: Pending) =>
    addAll(pending, async () => !tryAcquire || (isLaterEmpty() && tryAcquire() === 0));

  const addLater = (pending: Pending) =>
    addAll(pending, async () => {
      for (let ms = tryAcquire?.() ?? 0; ms > 0; ms = tryAcquire?.() ?? 0) await clock.sleep(ms, signal);
      return true;
    });

  /** Waits for the first lane, then adds what is left; retries what failed. */
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
      // A platform that rejects one emoji rejects the others too.
      const fields = { message: messageId, missing, error: (error as Error).message };
      log.warn(fields, 'A card stays without initial reactions');
    }
  }

  /** Cards whose first lane is not over yet. */
  let ahead = 0;
  return async (messageId) => {
    const pending = { messageId, missing: [...emojis] };
    const now = addNow(pending);
    void finish(pending, now);
    // A failure is retried later; only a stop concerns the card.
    const added = now.catch(() => signal.throwIfAborted());
    if (ahead >= MAX_AHEAD) return added;
    ahead += 1;
    added.finally(() => (ahead -= 1)).catch(() => {});
    const stop = new AbortController();
    try {
      // Real time, as for all timeouts of requests.
      await Promise.race([added, setTimeout(CARD_WAIT, undefined, { signal: stop.signal })]);
    } finally {
      stop.abort();
    }
  };
}
