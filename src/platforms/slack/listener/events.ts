import type { App } from '@slack/bolt';
import { type InteractionDeps, watchInteractions } from './interactions.ts';
import { type PlaceDeps, watchPlaces } from './places.ts';
import { type ReactionDeps, watchReactions } from './reactions.ts';

export type EventDeps = InteractionDeps &
  ReactionDeps &
  PlaceDeps & {
    readonly handlers: InteractionDeps['handlers'] & ReactionDeps['handlers'] & PlaceDeps['handlers'];
  };

/** The maximum number of recent ids that are kept to recognise repeated events and interactions. */
const MAX_IDS = 5_000;

/**
 * Handles interactions, and events about reactions and places. Bolt acknowledges each event before it calls our
 * listeners.
 */
export function watchEvents(app: App, deps: EventDeps): void {
  dropRepeated(app);
  watchInteractions(app, deps);
  watchReactions(app, deps);
  watchPlaces(app, deps);
  app.error(async (err) => deps.log.error({ err }, 'Unhandled error in a Slack listener'));
}

/**
 * Drops repeated events and interactions: Slack resends an event that it considers lost (apis/events-api, "Retries"),
 * and a connection that breaks can deliver an envelope twice. Each interaction has its own `trigger_id`, except a
 * request for a select's options, which changes nothing.
 */
function dropRepeated(app: App): void {
  const seen = new Set<string>();
  app.use(async ({ body, next, ...args }) => {
    const { event_id, trigger_id } = body as { readonly event_id?: unknown; readonly trigger_id?: unknown };
    const id = event_id ?? trigger_id;
    if (typeof id === 'string') {
      if (seen.has(id)) {
        // Bolt has acknowledged an event, but not an interaction.
        if ('ack' in args) await (args.ack as () => Promise<void>)();
        return;
      }
      seen.add(id);
      const [oldest] = seen;
      if (seen.size > MAX_IDS && oldest) seen.delete(oldest);
    }
    await next();
  });
}
