import { type Client, Events } from 'discord.js';
import { type InteractionParts, onInteraction } from './interactions.ts';
import { type PlaceParts, watchPlaces } from './places.ts';
import { type ReactionParts, watchReactions } from './reactions.ts';

export type EventParts = InteractionParts &
  ReactionParts &
  PlaceParts & {
    readonly handlers: InteractionParts['handlers'] & ReactionParts['handlers'] & PlaceParts['handlers'];
  };

/** Acts on what members and admins do, as the gateway tells of it. */
export function watchEvents(client: Client<true>, parts: EventParts): void {
  skipBroken(client, parts);
  client.on(Events.InteractionCreate, (interaction) => void onInteraction(parts, interaction));
  watchReactions(client, parts);
  watchPlaces(client, parts);
}

/**
 * What discord.js cannot read is left out. By itself it throws: of events that waited until it was ready, out of
 * a timer of its own (WebSocketManager.handlePacket), which ends the process.
 */
function skipBroken({ ws }: Client, { log }: EventParts): void {
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
