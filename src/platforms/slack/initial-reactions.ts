import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { createSlidingWindow } from '../../lib/rate-limiter.ts';
import { type AddInitialReactions, createInitialReactions } from '../shared/initial-reactions.ts';
import { splitMessageId } from '../shared/message-id.ts';
import type { SlackCall } from './api/call.ts';
import { TIER_3 } from './api/rate-limiter.ts';
import { SlackError } from './errors.ts';
import { INITIAL_REACTIONS } from './message.ts';

export interface SlackInitialReactionsDeps {
  readonly call: SlackCall;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Creates the function that adds the initial reactions on Slack. Slack allows about 50 reactions a minute
 * (reactions.add, tier 3); the rest are added later.
 */
export function createSlackInitialReactions({
  call,
  clock,
  log,
  signal,
}: SlackInitialReactionsDeps): AddInitialReactions {
  return createInitialReactions({
    clock,
    log,
    signal,
    emojis: INITIAL_REACTIONS,
    tryAcquire: createSlidingWindow(clock, TIER_3),
    async react(id, name) {
      const { channelId, messageId } = splitMessageId(id);
      await call('reactions.add', { channel: channelId, timestamp: messageId, name }).catch((error) => {
        if (!(error instanceof SlackError) || error.code !== 'already_reacted') throw error;
      });
    },
  });
}
