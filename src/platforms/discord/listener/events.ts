import { type Client, Events } from 'discord.js';
import { type InteractionDeps, onInteraction } from './interactions.ts';
import { type PlaceDeps, watchPlaces } from './places.ts';
import { type ReactionDeps, watchReactions } from './reactions.ts';

export type EventDeps = InteractionDeps &
  ReactionDeps &
  PlaceDeps & {
    readonly handlers: InteractionDeps['handlers'] & ReactionDeps['handlers'] & PlaceDeps['handlers'];
  };

/** Acts on what members and admins do, as the gateway tells of it. */
export function watchEvents(client: Client<true>, deps: EventDeps): void {
  skipBroken(client, deps);
  client.on(Events.InteractionCreate, (interaction) => void onInteraction(deps, interaction));
  watchReactions(client, deps);
  watchPlaces(client, deps);
}

/**
 * What discord.js cannot read is left out. By itself it throws: of events that waited until it was ready, out of
 * a timer of its own (WebSocketManager.handlePacket), which ends the process.
 */
function skipBroken({ ws }: Client, { log }: EventDeps): void {
  const manager = ws as unknown as { handlePacket(packet?: { t?: unknown }, shard?: unknown): boolean };
  const handle = manager.handlePacket.bind(ws);
  manager.handlePacket = (packet, shard) => {
    try {
      return handle(packet, shard);
    } catch (err) {
      log.error({ event: packet?.t, err }, 'An event of Discord could not be read');
      return true;
    }
  };
}
