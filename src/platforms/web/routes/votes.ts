import { Hono } from 'hono';
import type { Handlers } from '../../../command/listener.ts';
import { PAPER_ID } from '../../../domain/paper/paper.ts';
import { WEB_PLACE } from '../../../domain/subscription/subscription.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { Store } from '../../../ports/store.ts';
import type { WebEvents } from '../publisher.ts';
import { voterOf } from '../reader.ts';
import { wantsJson } from './wants-json.ts';

export interface VoteDeps {
  readonly store: Pick<Store, 'votesOf'>;
  readonly events: WebEvents;
  readonly handlers: Pick<Handlers, 'vote'>;
}

/** Creates the route for votes. If a reader presses the button of their current vote again, the vote is removed. */
export function voteRoutes({ store, events, handlers }: VoteDeps): Hono {
  const app = new Hono();

  app.post('/votes', async (context) => {
    const { paper = '', value } = await context.req.parseBody<{ paper?: string; value?: string }>();
    const voter = voterOf(context);
    const pressed = value === '1' ? 1 : value === '-1' ? -1 : null;
    if (!pressed || !PAPER_ID.test(paper)) return context.json({ error: webPageWording.badVote }, 400);
    const current = (await store.votesOf(WEB_PLACE.platform, voter, [paper])).get(paper);
    const isAdded = current !== pressed;
    const vote = { paperId: paper, platform: WEB_PLACE.platform, voter, value: pressed } as const;
    const count = await handlers.vote(vote, isAdded);
    if (!count) return context.json({ error: webPageWording.noSuchPaper }, 404);
    events.emit('votes', paper);
    if (!wantsJson(context)) return context.redirect(`/#paper-${paper}`, 303);
    return context.json({ up: count.up, down: count.down, mine: isAdded ? pressed : 0 });
  });
  return app;
}
