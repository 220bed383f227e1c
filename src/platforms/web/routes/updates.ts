import { Hono } from 'hono';
import { streamSSE } from 'hono/streaming';
import type { Log } from '../../../lib/log.ts';
import type { MessageLog } from '../../../ports/message-log.ts';
import { keepUpToDate, type Updates } from '../live.ts';
import type { RenderMessages } from '../message-renderer.ts';
import type { WebEvents } from '../publisher.ts';
import { quotaId, type ReadReader, type VoteReader, votesFor } from '../reader.ts';

export interface UpdateDeps {
  readonly store: VoteReader;
  readonly messages: Pick<MessageLog, 'after' | 'message' | 'newestId'>;
  readonly events: WebEvents;
  readonly renderMessages: RenderMessages;
  readonly log: Log;
  readonly readReader: ReadReader;
}

/**
 * How many messages an open page gets at once, at most: a request could ask for all that were ever posted. A month's
 * editions of five papers are about 130 messages.
 */
const MAX_MISSED = 200;

/** How many pages may be open at the same time. */
export interface PageLimits {
  readonly maxOpenPages: number;
  /** All readers without a cookie count as one. */
  readonly maxPagesPerReader: number;
}

/**
 * Creates the route for the event stream of an open page: new messages, edits and votes. Responds with 503 if too many
 * pages are already open.
 */
export function updateRoutes(
  { store, messages, events, renderMessages, log, readReader }: UpdateDeps,
  { maxOpenPages, maxPagesPerReader }: PageLimits,
): Hono {
  const app = new Hono();

  const updatesFor = (voter: string): Updates => ({
    async newMessages(afterId) {
      const list = await messages.after(Math.max(afterId, (await messages.newestId()) - MAX_MISSED));
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

  /** The reader of each open page, by `quotaId`. */
  const openPages: string[] = [];
  app.get('/events', async (context) => {
    // The response to HEAD has no stream that could close, so it would count as an open page forever.
    if (context.req.method === 'HEAD') return context.body(null);
    const reader = await readReader(context);
    const who = quotaId(reader);
    const ofReader = openPages.filter((other) => other === who);
    if (openPages.length >= maxOpenPages || ofReader.length >= maxPagesPerReader)
      return context.body(null, 503, { 'retry-after': '60' });
    const updates = updatesFor(reader.id);
    const after = Number(context.req.header('last-event-id') ?? context.req.query('after'));
    const afterId = Number.isSafeInteger(after) ? after : 0;
    const response = streamSSE(context, async (stream) => {
      openPages.push(who);
      await keepUpToDate(stream, { events, updates, log }, afterId).finally(() => {
        openPages.splice(openPages.indexOf(who), 1);
      });
    });
    response.headers.set('cache-control', 'no-store');
    return response;
  });
  return app;
}
