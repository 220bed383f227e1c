import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Listener } from '../../command/listener.ts';
import { isLoopback, isWildcard, readHostName } from '../../lib/host-name.ts';
import { addHealth, type HealthDeps } from './health.ts';
import { addChannel, type WebDeps } from './routes/channel.ts';
import { openServer, SERVER_LIMITS, type ServerLimits } from './server/server.ts';

/** Handlers for the requests that other platforms POST to this server, by path. */
export type Webhooks = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;

export interface WebListener extends Listener {
  /** Returns the server's URL, such as `http://127.0.0.1:8080`. Call this only after `start`. */
  address(): string;
}

export interface WebOptions {
  readonly host: string;
  /** The host names that the page answers to, besides loopback, as `readHostName` returns them. */
  readonly webHosts: readonly string[];
  /** The address of the page from outside; undefined if it is the one that readers ask for. */
  readonly publicUrl?: string | undefined;
  /** 0 selects any free port. */
  readonly port: number;
  /** An IANA name, for the times on the page. */
  readonly timeZone: string;
  readonly limits?: ServerLimits;
}

/** Creates this process's HTTP server: health and metrics for monitoring, webhooks, and the web channel for readers. */
export function createWebListener(
  deps: WebDeps & HealthDeps & { readonly webhooks: Webhooks },
  { host, port, webHosts, publicUrl, timeZone, limits = SERVER_LIMITS }: WebOptions,
): WebListener {
  const app = new Hono<{ Bindings: HttpBindings }>();
  for (const [path, handle] of Object.entries(deps.webhooks)) {
    // Webhooks are registered before the channel's guard and body limit, which must not apply to them: their handlers
    // read and check the requests themselves.
    app.post(path, ({ env }) => {
      const { incoming, outgoing } = env;
      handle(incoming, outgoing);
      return RESPONSE_ALREADY_SENT;
    });
  }
  addHealth(app, deps);
  addChannel(app, deps, { host, webHosts, publicUrl, timeZone, pageLimits: limits });
  let server: Server | undefined;
  const authority = host.includes(':') ? `[${host}]` : host;
  const name = readHostName(authority) ?? authority;
  const isReachable = isWildcard(name) || isLoopback(name) || webHosts.includes(name);

  return {
    async start() {
      server = await openServer(app.fetch, { host, port }, limits, (err) =>
        deps.log.error({ err }, 'Web server error'),
      );
      if (!isReachable)
        deps.log.info({ host }, 'The web page does not answer to HOST: readers need a name in WEB_HOSTS');
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        // Event streams stay open, so `close` alone would never finish.
        server.closeAllConnections();
      }),
    healthProblem: () => null,
    isUp: () => server?.listening ?? false,
    address() {
      const { port: actualPort } = (server as Server).address() as AddressInfo;
      // The page does not answer to the names of all interfaces.
      const shown = !isWildcard(name) ? name : name.includes(':') ? '[::1]' : '127.0.0.1';
      return `http://${shown}:${actualPort}`;
    },
  };
}
