import { randomUUID } from 'node:crypto';
import type { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { commandWording } from '../../../i18n/ko/command.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { createMessageRenderer } from '../message-renderer.ts';
import { problemPage } from '../pages/page.ts';
import { refuseCrossSite } from '../server/guard.ts';
import { assetRoutes } from './assets.ts';
import { type CommandDeps, commandRoutes } from './commands.ts';
import { type PageDeps, pageRoutes } from './pages.ts';
import { type UpdateDeps, updateRoutes } from './updates.ts';
import { type VoteDeps, voteRoutes } from './votes.ts';

/** The maximum size of a request's body, in bytes; the page's forms send a few hundred. */
const MAX_BODY_BYTES = 8 * 1024;

export type WebDeps = Omit<PageDeps & VoteDeps & CommandDeps & UpdateDeps, 'renderMessages'>;

export interface ChannelOptions {
  /** The host name or address that the server listens on. */
  readonly host: string;
  /** An IANA name, for the times on the page. */
  readonly timeZone: string;
  readonly maxOpenPages: number;
}

/** Adds the web channel with its guard and body limit, including the pages for unknown addresses and errors. */
export function addChannel(app: Hono, deps: WebDeps, { host, timeZone, maxOpenPages }: ChannelOptions): void {
  const { store, messages, events, handlers, clock, log, missing } = deps;
  const renderMessages = createMessageRenderer(store, timeZone);
  app.use(
    refuseCrossSite(host),
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => context.html(problemPage(webPageWording.tooLarge), 413),
    }),
  );
  app.route('/', pageRoutes({ store, messages, missing, renderMessages }));
  app.route('/', voteRoutes({ store, events, handlers }));
  app.route('/', commandRoutes({ store, messages, events, handlers, clock }, host));
  app.route('/', updateRoutes({ store, messages, events, renderMessages, log }, maxOpenPages));
  app.route('/', assetRoutes());

  app.notFound((context) => context.html(problemPage(webPageWording.notFound), 404));
  app.onError((error, context) => {
    const reference = randomUUID().slice(0, 8);
    log.error({ reference, path: context.req.path, err: error }, 'Unhandled error in a web request');
    return context.html(problemPage(commandWording.apology(reference)), 500);
  });
}
