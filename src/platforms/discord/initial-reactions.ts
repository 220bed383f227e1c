import { setTimeout } from 'node:timers/promises';
import { Routes } from 'discord.js';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { type AddInitialReactions, createInitialReactions } from '../shared/initial-reactions.ts';
import type { DiscordCall } from './api/call.ts';
import { INITIAL_REACTIONS, splitMessageId } from './message.ts';

export interface DiscordInitialReactionsDeps {
  readonly call: DiscordCall;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** Putting a reaction twice is putting it once. discord.js knows how many a channel takes, and waits for its turn. */
export function createDiscordInitialReactions({
  call,
  ...deps
}: DiscordInitialReactionsDeps): AddInitialReactions {
  return createInitialReactions({ ...deps, wait, emojis: INITIAL_REACTIONS, react, tryAcquire: null });

  function wait(ms: number, signal: AbortSignal): Promise<void> {
    return setTimeout(ms, undefined, { signal });
  }

  async function react(id: string, emoji: string): Promise<void> {
    const { channelId, messageId } = splitMessageId(id);
    const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
    await call('PUT', route, { attempts: 1 });
  }
}
