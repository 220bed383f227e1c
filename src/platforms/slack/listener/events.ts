import type { App } from '@slack/bolt';
import { type InteractionDeps, watchInteractions } from './interactions.ts';
import { type PlaceDeps, watchPlaces } from './places.ts';
import { type ReactionDeps, watchReactions } from './reactions.ts';

export type EventDeps = InteractionDeps &
  ReactionDeps &
  PlaceDeps & {
    readonly handlers: InteractionDeps['handlers'] & ReactionDeps['handlers'] & PlaceDeps['handlers'];
  };

/** The maximum number of recent event ids that are kept to recognise repeated events. */
const MAX_EVENT_IDS = 5_000;

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

/** Drops repeated events: Slack resends an event that it considers lost (apis/events-api, "Retries"). */
function dropRepeated(app: App): void {
  const seen = new Set<string>();
  app.use(async ({ body, next }) => {
    const id = 'event_id' in body ? String(body.event_id) : null;
    if (id && seen.has(id)) return;
    if (id) seen.add(id);
    if (seen.size > MAX_EVENT_IDS) seen.delete(seen.values().next().value as string);
    await next();
  });
}
