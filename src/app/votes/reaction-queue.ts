import { emojiToValue, type ReactionEvent } from '../../domain/vote/vote.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';
import { recordReaction } from './record-vote.ts';
import type { VoteOrder } from './vote-order.ts';

/**
 * Members can react before the bot has recorded a message, so an unknown message younger than this (in milliseconds)
 * might turn out to be one of our cards.
 */
const SETTLE_TIME = MINUTE;
/** How many times, within `SETTLE_TIME`, an event waits for its message to be settled. */
const SETTLE_WAITS = 4;

export interface ReactionQueueDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly order: VoteOrder;
  /** Called when an event could not be counted; a recount of its message makes up for it. */
  readonly onFailed: (platform: string, messageId: string) => void;
}

/** Counts reaction events as votes, each message's events in the order of arrival. Never rejects. */
export function createReactionQueue({
  store,
  clock,
  log,
  signal,
  order,
  onFailed,
}: ReactionQueueDeps): (event: ReactionEvent) => Promise<void> {
  async function count(event: ReactionEvent, time: number): Promise<void> {
    const sentFor = Math.max(clock.now() - event.sentAt, 0);
    const startedAt = clock.elapsed();
    for (let waits = 0; ; waits += 1) {
      if (await recordReaction(store, event, time)) return;
      const age = sentFor + clock.elapsed() - startedAt;
      if (emojiToValue(event.emoji) === null || age > SETTLE_TIME || waits === SETTLE_WAITS) return;
      await clock.sleep(SETTLE_TIME / SETTLE_WAITS, signal);
    }
  }

  return async (event) => {
    const { platform, messageId } = event;
    // Take the time on arrival: a later event on another message might be counted before this one.
    const time = order.nextTime();
    try {
      await order.inTurn(messageId, () => count(event, time));
    } catch (error) {
      // Events that are not counted before a stop are recounted after the next start.
      if (signal.aborted) return;
      log.warn(
        { message: messageId, error: (error as Error).message },
        'Vote not counted, will retry with a recount',
      );
      onFailed(platform, messageId);
    }
  };
}
