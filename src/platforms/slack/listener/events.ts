import type { App } from '@slack/bolt';
import { type InteractionDeps, watchInteractions } from './interactions.ts';
import { type PlaceDeps, watchPlaces } from './places.ts';
import { type ReactionDeps, watchReactions } from './reactions.ts';

export type EventDeps = InteractionDeps &
  ReactionDeps &
  PlaceDeps & {
    readonly handlers: InteractionDeps['handlers'] & ReactionDeps['handlers'] & PlaceDeps['handlers'];
  };

/** The number of recent event ids to remember, in order to drop repeated events. */
const MAX_EVENT_IDS = 5_000;

/** Handles the actions of members and admins. Bolt acknowledges each event before it calls our listeners. */
export function watchEvents(app: App, deps: EventDeps): void {
  dropRepeated(app);
  watchInteractions(app, deps);
  watchReactions(app, deps);
  watchPlaces(app, deps);
  app.error(async (err) => deps.log.error({ err }, 'A Slack listener failed'));
}

/** Drops repeated events: Slack sends an event again if it considers it lost (apis/events-api, "Retries"). */
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
