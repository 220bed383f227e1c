import { emojiToValue, type ReactionEvent } from '../../domain/vote/vote.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';
import { recordReaction } from './record-vote.ts';
import type { VoteOrder } from './vote-order.ts';

/**
 * Until an unknown message is this many milliseconds old, it might turn out to be one of our cards: members can react
 * before the bot has recorded the message.
 */
const SETTLE_TIME = MINUTE;
/** How many times an event waits, at most, for its message to be settled; all waits together last `SETTLE_TIME`. */
const SETTLE_WAITS = 4;

export interface ReactionQueueDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly order: VoteOrder;
  /** Called when an event could not be counted, so that its message is recounted. */
  readonly onFailed: (platform: string, messageId: string) => void;
}

/**
 * Creates a function that counts a reaction event as a vote and never rejects. The events of a message are counted in
 * the order of arrival.
 */
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
      // Reactions that are not counted before a stop are recounted after the next start.
      if (signal.aborted) return;
      log.warn(
        { message: messageId, error: (error as Error).message },
        'Could not count a vote, will retry with a recount',
      );
      onFailed(platform, messageId);
    }
  };
}
