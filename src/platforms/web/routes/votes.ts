import { Hono } from 'hono';
import type { Handlers } from '../../../command/listener.ts';
import { UserError } from '../../../domain/errors.ts';
import { PAPER_ID } from '../../../domain/paper/paper-id.ts';
import { WEB_PLACE } from '../../../domain/subscription/subscription.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { Store } from '../../../ports/store.ts';
import type { WebEvents } from '../publisher.ts';
import type { ReadReader } from '../reader.ts';
import { answerProblem, wantsJson } from '../server/answers.ts';
import { readForm } from './form.ts';

export interface VoteDeps {
  readonly store: Pick<Store, 'votesOf'>;
  readonly events: WebEvents;
  readonly handlers: Pick<Handlers, 'vote'>;
  readonly readReader: ReadReader;
}

/** Creates the route for votes. If a reader presses the button of their current vote again, the vote is removed. */
export function voteRoutes({ store, events, handlers, readReader }: VoteDeps): Hono {
  const app = new Hono();

  app.post('/votes', async (context) => {
    const form = await readForm(context);
    if (!form) return answerProblem(context, webPageWording.badRequest, 400);
    const { paper = '', value } = form;
    const { id: voter, isKnown } = await readReader(context);
    const pressed = value === '1' ? 1 : value === '-1' ? -1 : null;
    if (!pressed || !PAPER_ID.test(paper)) return answerProblem(context, webPageWording.badVote, 400);
    if (!isKnown) return answerProblem(context, webPageWording.noCookie, 403);
    const current = (await store.votesOf(WEB_PLACE.platform, voter, [paper])).get(paper);
    const isAdded = current !== pressed;
    const vote = { paperId: paper, platform: WEB_PLACE.platform, voter, value: pressed } as const;
    const count = await handlers.vote(vote, isAdded).catch((error) => {
      if (error instanceof UserError) return error;
      throw error;
    });
    if (count instanceof UserError) return answerProblem(context, count.message, 429);
    if (!count) return answerProblem(context, webPageWording.noSuchPaper, 404);
    events.emit('votes', paper);
    if (!wantsJson(context)) return context.redirect(`/#paper-${paper}`, 303);
    return context.json({ up: count.up, down: count.down, mine: isAdded ? pressed : 0 });
  });
  return app;
}
