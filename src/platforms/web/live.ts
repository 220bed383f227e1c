import type { SSEStreamingApi } from 'hono/streaming';
import type { Log } from '../../lib/log.ts';
import type { WebEvents } from './publisher.ts';

/**
 * The interval, in milliseconds, at which an open page gets a keep-alive and any messages that another process
 * posted.
 */
const KEEP_ALIVE_INTERVAL = 15_000;

/**
 * How many changes may wait for one open page. A page that falls further behind does not read what it is sent: closing
 * it costs less memory than waiting for it, and a browser reconnects by itself.
 */
const MAX_WAITING = 200;

/** One server-sent event. */
export interface Update {
  readonly event: 'message' | 'edit' | 'votes';
  /** The id of the newest message that the page has after this event; the browser returns the id when it reconnects. */
  readonly id?: number;
  /** Sent as JSON. */
  readonly data: object;
}

/** Loads the events for one reader. */
export interface Updates {
  newMessages(afterId: number): Promise<readonly Update[]>;
  edit(messageId: number): Promise<readonly Update[]>;
  votes(paperId: string): Promise<readonly Update[]>;
}

/** Sends updates to one open page, in the order in which they happened; resolves when the page is closed. */
export async function keepUpToDate(
  stream: SSEStreamingApi,
  { events, updates, log }: { events: WebEvents; updates: Updates; log: Log },
  afterId: number,
): Promise<void> {
  let lastId = afterId;
  let queue: Promise<void> = Promise.resolve();
  let waiting = 0;
  const enqueue = (load: () => Promise<readonly Update[]>) => {
    if (waiting >= MAX_WAITING) return stream.abort();
    waiting += 1;
    queue = queue
      .then(async () => {
        for (const { event, id, data } of await load()) {
          await stream.writeSSE({ event, data: JSON.stringify(data), ...(id ? { id: String(id) } : {}) });
          lastId = id ?? lastId;
        }
      })
      .catch((error) => log.debug({ err: error }, 'Could not update an open page'))
      .finally(() => {
        waiting -= 1;
      });
  };
  const onMessage = () => enqueue(() => updates.newMessages(lastId));
  const onEdit = (id: number) => enqueue(() => updates.edit(id));
  const onVotes = (paperId: string) => enqueue(() => updates.votes(paperId));
  const timer = setInterval(() => {
    onMessage();
    void stream.write(': still here\n\n');
  }, KEEP_ALIVE_INTERVAL);

  events.on('message', onMessage).on('edit', onEdit).on('votes', onVotes);
  onMessage();
  await new Promise<void>((resolve) => stream.onAbort(resolve));
  clearInterval(timer);
  events.off('message', onMessage).off('edit', onEdit).off('votes', onVotes);
}
