import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { createSlidingWindow } from '../../lib/rate-limiter.ts';
import { type AddInitialReactions, createInitialReactions } from '../shared/initial-reactions.ts';
import type { SlackCall } from './api/call.ts';
import { TIER_3 } from './api/rate-limiter.ts';
import { INITIAL_REACTIONS, SlackError, splitMessageId } from './message.ts';

export interface SlackInitialReactionsDeps {
  readonly call: SlackCall;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Slack takes about fifty reactions a minute from an app (reactions.add, tier 3): the others are given later. */
export function createSlackInitialReactions({
  call,
  ...deps
}: SlackInitialReactionsDeps): AddInitialReactions {
  const tryAcquire = createSlidingWindow(deps.clock, TIER_3);
  return createInitialReactions({ ...deps, wait, emojis: INITIAL_REACTIONS, react, tryAcquire });

  function wait(ms: number, signal: AbortSignal): Promise<void> {
    return setTimeout(ms, undefined, { signal });
  }

  async function react(messageId: string, name: string): Promise<void> {
    const { channel, ts } = splitMessageId(messageId);
    await call('reactions.add', { channel, timestamp: ts, name }).catch((error) => {
      if (!(error instanceof SlackError) || error.code !== 'already_reacted') throw error;
    });
  }
}
