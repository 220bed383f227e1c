import type { Client } from 'discord.js';
import { type InteractionDeps, watchInteractions } from './interactions.ts';
import { type PlaceDeps, watchPlaces } from './places.ts';
import { type ReactionDeps, watchReactions } from './reactions.ts';

export type EventDeps = InteractionDeps &
  ReactionDeps &
  PlaceDeps & {
    readonly handlers: InteractionDeps['handlers'] & ReactionDeps['handlers'] & PlaceDeps['handlers'];
  };

/** Handles the actions of members and admins, as the gateway reports them. */
export function watchEvents(client: Client<true>, deps: EventDeps): void {
  dropMalformed(client, deps);
  watchInteractions(client, deps);
  watchReactions(client, deps);
  watchPlaces(client, deps);
}

/**
 * Drops events that discord.js cannot parse. It would throw and, for events that are queued until it is ready, throw
 * from its own timer (WebSocketManager.handlePacket), which ends the process.
 */
function dropMalformed({ ws }: Client, { log }: EventDeps): void {
  const manager = ws as unknown as { handlePacket(packet?: { t?: unknown }, shard?: unknown): boolean };
  const handle = manager.handlePacket.bind(ws);
  manager.handlePacket = (packet, shard) => {
    try {
      return handle(packet, shard);
    } catch (err) {
      log.error({ event: packet?.t, err }, 'A Discord event could not be read');
      return true;
    }
  };
}
