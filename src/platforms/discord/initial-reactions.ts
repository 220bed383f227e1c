import { Routes } from 'discord.js';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { type AddInitialReactions, createInitialReactions } from '../shared/initial-reactions.ts';
import { splitMessageId } from '../shared/message-id.ts';
import type { DiscordCall } from './api/call.ts';
import { INITIAL_REACTIONS } from './message.ts';

export interface DiscordInitialReactionsDeps {
  readonly call: DiscordCall;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Creates the function that adds the initial reactions on Discord. Retries are safe, because adding a reaction again
 * has no effect. discord.js enforces each channel's rate limit, so `tryAcquire` is null.
 */
export function createDiscordInitialReactions({
  call,
  clock,
  log,
  signal,
}: DiscordInitialReactionsDeps): AddInitialReactions {
  return createInitialReactions({
    clock,
    log,
    signal,
    emojis: INITIAL_REACTIONS,
    tryAcquire: null,
    async react(id, emoji) {
      const { channelId, messageId } = splitMessageId(id);
      const route = Routes.channelMessageOwnReaction(channelId, messageId, encodeURIComponent(emoji));
      await call('PUT', route, { attempts: 1 });
    },
  });
}
