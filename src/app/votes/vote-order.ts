import type { Clock } from '../../lib/clock.ts';
import { createKeyedMutex } from '../../lib/mutex.ts';

/** Keeps reaction events and recounts in order. */
export interface VoteOrder {
  /**
   * Runs the events and recounts of a message one at a time: an event that arrives during a recount is counted after
   * it.
   */
  inTurn<T>(messageId: string, work: () => Promise<T>): Promise<T>;
  /**
   * Returns the time to record for an event or a recount that begins now, in milliseconds since the epoch. A person's
   * newest reaction is their vote, so each call returns a later time than the previous call, even if the wall clock
   * was set back.
   */
  nextTime(): number;
}

/**
 * @param newestReaction the time of the newest reaction in the store, in milliseconds since the epoch; 0 if there is
 * none
 */
export function createVoteOrder(clock: Pick<Clock, 'now'>, newestReaction: number): VoteOrder {
  let last = newestReaction;
  return {
    inTurn: createKeyedMutex(),
    nextTime() {
      last = Math.max(clock.now(), last + 1);
      return last;
    },
  };
}
