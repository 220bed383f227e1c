import pLimit from 'p-limit';
import { TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';

/** First votes that could not be given are tried again so often; the pauses grow, all together to an hour (milliseconds). */
const TRIES = 10;
const PAUSE = 6_000;
const MAX_PAUSE = 15 * MINUTE;
/** Of how many messages at the same time, in the order in which they came: editions have to get through as well. */
const MAX_MESSAGES = 4;
/** How long a card waits for its own first votes, in milliseconds: they usually take tenths of a second. */
const CARD_WAIT = 1_000;
/** So many cards may go on while they get theirs; those after them wait, as whatever keeps them has too much to do. */
const MAX_AHEAD = 8;

export interface InitialReactionsDeps {
  /** The first votes of a card, in their order. */
  readonly emojis: readonly string[];
  /**
   * Puts one of them on a message, with one attempt.
   * @throws {TemporaryError} if it may be done later
   */
  readonly react: (messageId: string, emoji: string) => Promise<void>;
  /**
   * Takes one of the reactions that the platform allows and gives 0, or says how long there is none, in milliseconds.
   * Null where the platform's client sees to that.
   */
  readonly tryAcquire: (() => number) | null;
  /** By the machine's time, as all time-outs of requests; rejects with the signal's reason. */
  readonly wait: (ms: number, signal: AbortSignal) => Promise<unknown>;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** First votes that are left to be given, and how long they have to wait at least, in milliseconds. */
interface Rest {
  readonly left: readonly string[];
  readonly waitMs: number;
  readonly hasFailed: boolean;
}
const NONE_LEFT: Rest = { left: [], waitMs: 0, hasFailed: false };

/** Gives a message its first votes, or sees to it that it gets them later. Rejects only when the bot stops. */
export type AddInitialReactions = (messageId: string) => Promise<void>;

/** Votes that cannot be given at once are given later, unless the bot stops before: only a few cards wait for theirs. */
export function createInitialReactions({
  emojis,
  react,
  tryAcquire,
  wait,
  clock,
  log,
  signal,
}: InitialReactionsDeps): AddInitialReactions {
  const limit = pLimit(MAX_MESSAGES);
  /** Messages that wait for the limit or for a turn, and messages that are given theirs with the card. */
  let inLine = 0;
  let withCard = 0;

  async function waitForTurn(): Promise<void> {
    for (let ms = tryAcquire?.() ?? 0; ms > 0; ms = tryAcquire?.() ?? 0) await clock.sleep(ms, signal);
  }

  /** Gives them in order; who may not wait for a turn leaves the rest, and overtakes nobody. */
  async function give(messageId: string, emojis: readonly string[], mayWait: boolean): Promise<Rest> {
    for (const [index, emoji] of emojis.entries()) {
      const left = emojis.slice(index);
      if (mayWait) await waitForTurn();
      else if (tryAcquire && (inLine > 0 || tryAcquire() > 0)) return { left, waitMs: 0, hasFailed: false };
      try {
        await react(messageId, emoji);
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof TemporaryError)
          return { left, waitMs: error.retryAfterMs ?? 0, hasFailed: true };
        // A platform that refuses one refuses the others.
        log.warn({ message: messageId, emoji, error: (error as Error).message }, 'A card has no first votes');
        break;
      }
    }
    return NONE_LEFT;
  }

  async function giveLater(messageId: string, first: Rest): Promise<void> {
    let rest = first;
    for (let failures = 0; rest.left.length > 0; ) {
      const { left, waitMs, hasFailed } = rest;
      if (hasFailed) failures += 1;
      if (failures > TRIES) {
        log.warn({ message: messageId, emojis: left }, 'A card has no first votes');
        return;
      }
      if (hasFailed) {
        await clock.sleep(Math.max(waitMs, Math.min(PAUSE * 2 ** (failures - 1), MAX_PAUSE)), signal);
      }
      inLine += 1;
      try {
        rest = await limit(() => give(messageId, left, true));
      } finally {
        inLine -= 1;
      }
    }
  }

  async function giveNow(messageId: string): Promise<void> {
    const rest = await give(messageId, emojis, false);
    giveLater(messageId, rest).catch((err) => {
      if (!signal.aborted) log.error({ message: messageId, err }, 'A card has no first votes');
    });
  }

  return async (messageId) => {
    const giving = giveNow(messageId);
    if (withCard >= MAX_AHEAD) return giving;
    withCard += 1;
    giving.finally(() => (withCard -= 1)).catch(() => {});
    const stop = new AbortController();
    try {
      await Promise.race([giving, wait(CARD_WAIT, stop.signal)]);
    } finally {
      stop.abort();
    }
  };
}
