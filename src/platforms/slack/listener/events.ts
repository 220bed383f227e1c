import type { App } from '@slack/bolt';
import { forgetOldest } from '../../../lib/forget-oldest.ts';
import { type InteractionDeps, watchInteractions } from './interactions.ts';
import { type PlaceDeps, watchPlaces } from './places.ts';
import { type ReactionDeps, watchReactions } from './reactions.ts';
import type { NoteId } from './stored-ids.ts';

export type EventDeps = InteractionDeps &
  ReactionDeps &
  PlaceDeps & {
    /** Stores ids of interactions, so that none runs again after a restart. */
    readonly noteId: NoteId;
    readonly handlers: InteractionDeps['handlers'] & ReactionDeps['handlers'] & PlaceDeps['handlers'];
  };

/** The maximum number of recent ids that are kept to recognise repeated events and interactions. */
const MAX_IDS = 5_000;

/**
 * Handles interactions, and events about reactions and places. Bolt acknowledges each event before it calls our
 * listeners.
 */
export function watchEvents(app: App, deps: EventDeps): void {
  dropRepeated(app, deps.noteId);
  watchInteractions(app, deps);
  watchReactions(app, deps);
  watchPlaces(app, deps);
  app.error(async (err) => deps.log.error({ err }, 'Unhandled error in a Slack listener'));
}

/**
 * Drops repeated events and interactions: Slack resends an event that it considers lost (apis/events-api, "Retries"),
 * and a connection that breaks can deliver an envelope twice. Each interaction has its own `trigger_id`, except a
 * request for a select's options, which changes nothing. Ids of events are not stored: to see the same reaction twice
 * changes nothing, and waiting for a database could change the order of reactions.
 */
function dropRepeated(app: App, noteId: NoteId): void {
  const seen = new Set<string>();
  app.use(async ({ body, next, ...args }) => {
    const { event_id, trigger_id } = body as { readonly event_id?: unknown; readonly trigger_id?: unknown };
    const id = event_id ?? trigger_id;
    if (typeof id === 'string') {
      const isRepeated = seen.has(id);
      seen.add(id);
      forgetOldest(seen, MAX_IDS);
      if (isRepeated || (event_id === undefined && (await noteId(id)))) {
        // Bolt has acknowledged an event, but not an interaction.
        if ('ack' in args) await (args.ack as () => Promise<void>)();
        return;
      }
    }
    await next();
  });
}
