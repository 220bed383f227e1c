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

/** Votes on messages older than this (in milliseconds) are not recounted (rule 10). */
const RECOUNTED = 7 * DAY;
/** How many messages are read at the same time: few, so that recounts do not hold up editions. */
const MAX_READS = 4;
/**
 * The pause after a round in which some messages could not be read, in milliseconds, unless a rate limit sets another.
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
   * Recounts one message in the background. Does nothing before the platform's first full recount, which covers the
   * message.
   */
  recountLater(platform: string, messageId: string): void;
}

/** A recount of all recent messages of a platform, or of one message. */
interface Run {
  readonly platform: string;
  readonly read: ReadReactions;
  /** The time to record for the reactions that it finds, in milliseconds since the epoch. */
  readonly time: number;
  /** True once a newer recount has started that rereads all messages anyway. */
  isOutdated(): boolean;
}

/** Makes stored votes match the current reactions, in rounds: each one retries the messages that could not be read. */
export function createRecount({ store, clock, log, signal, order }: RecountDeps): Recount {
  /** By platform: the newest recount of all messages, and the function that reads reactions. */
  const newest = new Map<string, symbol>();
  const readers = new Map<string, ReadReactions>();
  /** Messages that are being recounted in the background. */
  const inBackground = new Set<string>();

  async function recount(platform: string, read: ReadReactions, messageId?: string): Promise<void> {
    readers.set(platform, read);
    // Take the time before reading: events that arrive during the reading are newer than the reactions found.
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

  /** One round. It stops at the first rate limit: further requests would only prolong the limit. */
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
        log.warn(fields, 'Cannot recount votes, will retry');
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
        .catch((err) => log.error({ message: messageId, err }, 'Recount failed unexpectedly'))
        .finally(() => inBackground.delete(messageId));
    },
  };
}
