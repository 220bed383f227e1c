import type { Handlers } from '../../command/listener.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';
import type { SendDeps } from '../editions/send.ts';
import { createReactionQueue } from './reaction-queue.ts';
import { createRecount } from './recount.ts';
import { createVoteOrder } from './vote-order.ts';

export type VoteSync = Pick<Handlers, 'onReaction' | 'recount'> & Pick<SendDeps, 'onFound'>;

export interface VoteSyncDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The time of the newest reaction in the store, in milliseconds since the epoch; 0 if there is none. */
  readonly newestReaction?: number;
}

/**
 * Keeps stored votes in step with the reactions on messages: through reaction events, and through recounts after
 * events might have been missed.
 */
export function createVoteSync({ newestReaction = 0, ...deps }: VoteSyncDeps): VoteSync {
  const order = createVoteOrder(deps.clock, newestReaction);
  const { recount, recountLater } = createRecount({ ...deps, order });
  return {
    onReaction: createReactionQueue({ ...deps, order, onFailed: recountLater }),
    onFound: recountLater,
    recount,
  };
}
