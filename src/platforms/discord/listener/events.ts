import type { Client } from 'discord.js';
import { type InteractionDeps, watchInteractions } from './interactions.ts';
import { type PlaceDeps, watchPlaces } from './places.ts';
import { type ReactionDeps, watchReactions } from './reactions.ts';

export type EventDeps = InteractionDeps &
  ReactionDeps &
  PlaceDeps & {
    readonly handlers: InteractionDeps['handlers'] & ReactionDeps['handlers'] & PlaceDeps['handlers'];
  };

/** Handles the gateway's events about interactions, reactions and places. */
export function watchEvents(client: Client<true>, deps: EventDeps): void {
  dropMalformed(client, deps);
  watchInteractions(client, deps);
  watchReactions(client, deps);
  watchPlaces(client, deps);
}

/**
 * Drops events that discord.js cannot parse. Otherwise its WebSocketManager.handlePacket would throw; for events that
 * are queued until the client is ready, it would throw in a `setImmediate` callback and end the process.
 */
function dropMalformed({ ws }: Client, { log }: EventDeps): void {
  const manager = ws as unknown as { handlePacket(packet?: { t?: unknown }, shard?: unknown): boolean };
  const handle = manager.handlePacket.bind(ws);
  manager.handlePacket = (packet, shard) => {
    try {
      return handle(packet, shard);
    } catch (err) {
      log.error({ event: packet?.t, err }, 'Could not read a Discord event, dropping it');
      return true;
    }
  };
}
