import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { createAllowance } from '../../lib/rate-limiter.ts';
import { createSeed, type Seed } from '../shared/initial-reactions.ts';
import type { SlackCall } from './api/call.ts';
import { TIER_3 } from './api/rate-limiter.ts';
import { SEEDS, SlackError, splitMessageId } from './message.ts';

export interface SlackSeedParts {
  readonly call: SlackCall;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Slack takes about fifty reactions a minute from an app (reactions.add, tier 3): the others are given later. */
export function createSlackSeed({ call, ...parts }: SlackSeedParts): Seed {
  const takeTurn = createAllowance(parts.clock, TIER_3);
  return createSeed({ ...parts, wait, emojis: SEEDS, react, takeTurn });

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
