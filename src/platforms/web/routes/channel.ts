import { randomUUID } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Hono, MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { commandWording } from '../../../i18n/ko/command.ts';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import type { Log } from '../../../lib/log.ts';
import type { Store } from '../../../ports/store.ts';
import { createMessageRenderer } from '../message-renderer.ts';
import { createReadReader } from '../reader.ts';
import { createAddressOf } from '../server/address.ts';
import { answerProblem } from '../server/answers.ts';
import { refuseForeign } from '../server/guard.ts';
import { assetRoutes } from './assets.ts';
import { type CommandDeps, commandRoutes } from './commands.ts';
import { feedRoutes } from './feed.ts';
import { type PageDeps, pageRoutes } from './pages.ts';
import { robotRoutes } from './robots.ts';
import { searchRoutes } from './search.ts';
import { type PageLimits, type UpdateDeps, updateRoutes } from './updates.ts';
import { type VoteDeps, voteRoutes } from './votes.ts';

/** The maximum size of a request's body, in bytes; the page's forms send a few hundred. */
const MAX_BODY_BYTES = 8 * 1024;

export type WebDeps = Omit<
  PageDeps & VoteDeps & CommandDeps & UpdateDeps,
  'renderMessages' | 'readReader' | 'addressOf'
> & {
  readonly store: Pick<Store, 'hasVoted'>;
  /** The key that signs the readers' cookies. */
  readonly cookieKey: string;
};

export interface ChannelOptions {
  /** The host name or address that the server listens on. */
  readonly host: string;
  /** The host names that the page answers to, besides loopback. */
  readonly webHosts: readonly string[];
  /** The address of the page from outside; undefined if it is the one that readers ask for. */
  readonly publicUrl: string | undefined;
  /** An IANA name, for the times on the page. */
  readonly timeZone: string;
  readonly pageLimits: PageLimits;
}

/** Adds the web channel with its guard and body limit, including the pages for unknown addresses and errors. */
export function addChannel(
  app: Hono<{ Bindings: HttpBindings }>,
  deps: WebDeps,
  { host, webHosts, publicUrl, timeZone, pageLimits }: ChannelOptions,
): void {
  const { store, messages, events, handlers, cookieKey, clock, log, missing } = deps;
  const renderMessages = createMessageRenderer(store, timeZone);
  const readReader = createReadReader(store, cookieKey);
  const addressOf = createAddressOf(publicUrl);
  app.use(
    logRefusals(log),
    refuseForeign(webHosts),
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (context) => answerProblem(context, webPageWording.tooLarge, 413),
    }),
  );
  app.route('/', pageRoutes({ store, messages, missing, renderMessages, readReader, addressOf }));
  app.route('/', voteRoutes({ store, events, handlers, readReader }));
  app.route('/', commandRoutes({ store, messages, events, handlers, clock, readReader }, host));
  app.route('/', updateRoutes({ store, messages, events, renderMessages, log, readReader }, pageLimits));
  app.route('/', searchRoutes({ handlers, readReader, addressOf }));
  app.route('/', feedRoutes({ messages, addressOf }));
  app.route('/', robotRoutes({ store, addressOf }));
  app.route('/', assetRoutes());

  app.notFound((context) => answerProblem(context, webPageWording.notFound, 404));
  app.onError((error, context) => {
    // The request ended before its body did.
    if (!context.env.incoming.complete) return answerProblem(context, webPageWording.badRequest, 400);
    const reference = randomUUID().slice(0, 8);
    log.error({ reference, path: context.req.path, err: error }, 'Unhandled error in a web request');
    return answerProblem(context, commandWording.apology(reference), 500);
  });
}

/** Logs the requests that the page refuses at level debug: anybody can cause them. */
const logRefusals =
  (log: Log): MiddlewareHandler =>
  async (context, next) => {
    await next();
    const { status } = context.res;
    const { method, path } = context.req;
    if (status >= 400 && status < 500) log.debug({ method, path, status }, 'Refused a web request');
  };
