import { type APIChannel, Routes } from 'discord.js';
import { TemporaryError } from '../../domain/errors.ts';
import type { Messenger } from '../../ports/publisher.ts';
import { cardToDiscord } from '../../render/discord.ts';
import type { DiscordCall } from './api/call.ts';
import { codeOf } from './errors.ts';
import { keyToNonce, NO_MENTIONS } from './message.ts';

export function createDiscordMessenger({ call }: { readonly call: DiscordCall }): Messenger {
  /** Opens the direct messages with a person; returns null if there cannot be any. Sends nothing. */
  async function open(person: string): Promise<string | null> {
    try {
      const body = { recipient_id: person };
      return ((await call('POST', Routes.userChannels(), { body })) as APIChannel).id;
    } catch (error) {
      if (isRefused(error)) return null;
      if (!(error instanceof TemporaryError)) throw error;
      throw new TemporaryError(error.message, { retryAfterMs: error.retryAfterMs, isUndone: true });
    }
  }

  return {
    async tell(person, card, key) {
      const channelId = await open(person);
      if (channelId === null) return 'refused';
      const body = {
        ...cardToDiscord(card),
        ...NO_MENTIONS,
        nonce: keyToNonce(key),
        enforce_nonce: true,
      };
      try {
        await call('POST', Routes.channelMessages(channelId), { body });
        return 'sent';
      } catch (error) {
        if (isRefused(error)) return 'refused';
        throw error;
      }
    },
  };
}

/** Returns true if Discord has certainly not sent the message, and would not send it later either. */
const isRefused = (error: unknown): boolean =>
  error instanceof TemporaryError ? error.isUndone && !error.isUnrelated : codeOf(error) !== null;
