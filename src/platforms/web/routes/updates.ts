import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Log } from '../../../lib/log.ts';
import type { MessageLog } from '../../../ports/message-log.ts';
import { keepUpToDate, type Updates } from '../live.ts';
import type { RenderMessages } from '../message-renderer.ts';
import type { WebEvents } from '../publisher.ts';
import { type VoteReader, voterOf, votesFor } from '../reader.ts';

export interface UpdateDeps {
  readonly store: VoteReader;
  readonly messages: Pick<MessageLog, 'after' | 'message'>;
  readonly events: WebEvents;
  readonly renderMessages: RenderMessages;
  readonly log: Log;
}

/**
 * Creates the route for the event stream of an open page: new messages, edits and votes. Responds with 503 if
 * `maxOpenPages` pages are already open.
 */
export function updateRoutes(
  { store, messages, events, renderMessages, log }: UpdateDeps,
  maxOpenPages: number,
): Hono {
  const app = new Hono();

  const updatesFor = (voter: string): Updates => ({
    async newMessages(afterId) {
      const list = await messages.after(afterId);
      const html = await renderMessages(voter, list);
      return list.map(({ id }, index) => ({ event: 'message', id, data: { html: String(html[index]) } }));
    },
    async edit(id) {
      const message = await messages.message(id);
      const [html] = message ? await renderMessages(voter, [message]) : [];
      return html ? [{ event: 'edit', data: { id, html: String(html) } }] : [];
    },
    async votes(paper) {
      const votes = await votesFor(store, voter, [paper]);
      const { up, down, mine } = votes(paper);
      return [{ event: 'votes', data: { paper, up, down, mine } }];
    },
  });

  let openPages = 0;
  app.get('/events', (context) => {
    // The response to HEAD has no stream that could close, so it would count as an open page forever.
    if (context.req.method === 'HEAD') return context.body(null);
    if (openPages >= maxOpenPages) return context.body(null, 503, { 'retry-after': '60' });
    const updates = updatesFor(voterOf(context));
    const afterId = Number(context.req.header('last-event-id') ?? context.req.query('after')) || 0;
    const response = streamSSE(context, async (stream) => {
      openPages += 1;
      await keepUpToDate(stream, { events, updates, log }, afterId).finally(() => {
        openPages -= 1;
      });
    });
    response.headers.set('cache-control', 'no-store');
    return response;
  });
  return app;
}
