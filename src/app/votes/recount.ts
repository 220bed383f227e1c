import pLimit from 'p-limit';
import type { Handlers } from '../../command/listener.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { emojiToValue, type Reaction } from '../../domain/vote/vote.ts';
import type { Clock } from '../../lib/clock.ts';
import { DAY, MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { exponential } from '../../lib/retry.ts';
import type { Store } from '../../ports/store.ts';
import type { VoteOrder } from './vote-order.ts';

/**
 * How far back a recount of all messages goes, in milliseconds (rule 10); a recount of one message has no such limit.
 */
const RECOUNTED = 7 * DAY;
/** The maximum number of messages that a recount reads concurrently: few, so that it does not delay editions. */
const MAX_READS = 4;
/**
 * Returns the pause, in milliseconds, after a round in which some messages could not be read. A pause that a rate
 * limit demands takes precedence.
 */
const pauseAfter = exponential(MINUTE, { maxMs: 15 * MINUTE });

type ReadReactions = Parameters<Handlers['recount']>[1];

export interface RecountDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly order: VoteOrder;
}

export interface Recount {
  recount: Handlers['recount'];
  /**
   * Recounts one message in the background. Does nothing before the platform's first recount, which rereads all
   * recent messages anyway.
   */
  recountLater(platform: string, messageId: string): void;
}

/** A recount of all recent messages of a platform, or of one message. */
interface Run {
  readonly platform: string;
  readonly read: ReadReactions;
  /** The time to record for the reactions that this run finds, in milliseconds since the epoch. */
  readonly time: number;
  /** Returns true if a newer recount of all messages replaces this one. A recount of one message is never replaced. */
  isOutdated(): boolean;
}

/**
 * Makes stored votes match the current reactions, in rounds: each round after the first retries the messages that
 * could not be read.
 */
export function createRecount({ store, clock, log, signal, order }: RecountDeps): Recount {
  /** By platform: the newest recount of all messages, and the function that reads reactions. */
  const newest = new Map<string, symbol>();
  const readers = new Map<string, ReadReactions>();
  /** Messages that are being recounted in the background. */
  const inBackground = new Set<string>();

  async function recount(platform: string, read: ReadReactions, messageId?: string): Promise<void> {
    readers.set(platform, read);
    // Take the time before reading: events that arrive during the reading must count as newer than the reactions
    // found.
    const time = order.nextTime();
    if (messageId) return readInRounds({ platform, read, time, isOutdated: () => false }, [messageId]);
    const id = Symbol(platform);
    newest.set(platform, id);
    const messages = await store.messagesSince(platform, clock.now() - RECOUNTED);
    log.info({ platform, messages: messages.length }, 'Recounting votes');
    await readInRounds({ platform, read, time, isOutdated: () => newest.get(platform) !== id }, messages);
  }

  async function readInRounds(run: Run, messageIds: readonly string[]): Promise<void> {
    let left = messageIds;
    for (let round = 1; left.length > 0; round += 1) {
      const { failed, limitedForMs } = await readAll(run, left);
      if (signal.aborted || run.isOutdated()) return;
      left = failed;
      if (left.length > 0) await clock.sleep(limitedForMs || pauseAfter(round), signal).catch(() => {});
    }
  }

  /** Runs one round, and stops at the first rate limit: more requests would only prolong the limit. */
  async function readAll(run: Run, messageIds: readonly string[]) {
    const limit = pLimit(MAX_READS);
    const failed: string[] = [];
    let limitedForMs = 0;
    const readOne = async (messageId: string) => {
      if (signal.aborted || run.isOutdated()) return;
      if (limitedForMs > 0) {
        failed.push(messageId);
        return;
      }
      try {
        await order.inTurn(messageId, () => readMessage(run, messageId));
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof TemporaryError) limitedForMs = Math.max(limitedForMs, error.retryAfterMs ?? 0);
        const fields = { platform: run.platform, message: messageId, error: (error as Error).message };
        log.warn(fields, 'Could not recount votes, will retry');
        failed.push(messageId);
      }
    };
    await Promise.all(messageIds.map((messageId) => limit(() => readOne(messageId))));
    return { failed, limitedForMs };
  }

  async function readMessage({ platform, read, time }: Run, messageId: string): Promise<void> {
    const paperId = await store.paperOf(platform, messageId);
    const current = paperId && (await read(messageId));
    if (!paperId || !current) return;
    const reactions = current.flatMap(({ voter, emoji }): Reaction[] => {
      const value = emojiToValue(emoji);
      return value ? [{ paperId, platform, voter, messageId, emoji, value }] : [];
    });
    await store.replaceReactions(platform, messageId, reactions, time);
  }

  return {
    recount,

    recountLater(platform, messageId) {
      const read = readers.get(platform);
      if (!read || inBackground.has(messageId)) return;
      inBackground.add(messageId);
      recount(platform, read, messageId)
        .catch((err) => log.error({ message: messageId, err }, 'Could not recount votes'))
        .finally(() => inBackground.delete(messageId));
    },
  };
}
