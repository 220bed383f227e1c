import type { SSEStreamingApi } from 'hono/streaming';
import type { Log } from '../../lib/log.ts';
import type { WebEvents } from './publisher.ts';

/** A sign of life for open pages, and when messages of another process are looked for, in milliseconds. */
const KEEP_ALIVE = 15_000;

/** One thing that an open page is told. */
export interface Update {
  readonly event: 'message' | 'edit' | 'votes';
  /** The message that the page has now; what a page that comes back asks to go on from. */
  readonly id?: number;
  readonly data: object;
}

/** What a page is told, as its reader sees it. */
export interface Updates {
  newMessages(afterId: number): Promise<readonly Update[]>;
  edit(messageId: number): Promise<readonly Update[]>;
  votes(paperId: string): Promise<readonly Update[]>;
}

/** Keeps one open page up to date until it goes away. Updates leave in the order in which they happened. */
export async function keepUpToDate(
  stream: SSEStreamingApi,
  { events, updates, log }: { events: WebEvents; updates: Updates; log: Log },
  afterId: number,
): Promise<void> {
  let lastId = afterId;
  let line: Promise<void> = Promise.resolve();
  const inLine = (find: () => Promise<readonly Update[]>) => {
    line = line
      .then(async () => {
        for (const { event, id, data } of await find()) {
          await stream.writeSSE({ event, data: JSON.stringify(data), ...(id ? { id: String(id) } : {}) });
          lastId = id ?? lastId;
        }
      })
      .catch((error) => log.debug({ err: error }, 'An open page could not be updated'));
  };
  const onMessage = () => inLine(() => updates.newMessages(lastId));
  const onEdit = (id: number) => inLine(() => updates.edit(id));
  const onVotes = (paperId: string) => inLine(() => updates.votes(paperId));
  const timer = setInterval(() => {
    onMessage();
    void stream.write(': still here\n\n');
  }, KEEP_ALIVE);

  events.on('message', onMessage).on('edit', onEdit).on('votes', onVotes);
  onMessage();
  await new Promise<void>((resolve) => stream.onAbort(resolve));
  clearInterval(timer);
  events.off('message', onMessage).off('edit', onEdit).off('votes', onVotes);
}
