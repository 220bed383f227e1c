import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Listener } from '../../command/listener.ts';
import { addHealth, type HealthDeps } from './health.ts';
import { addChannel, type WebDeps } from './routes/channel.ts';
import { openServer, SERVER_LIMITS, type ServerLimits } from './server/server.ts';

/** Handlers of the requests that other platforms POST to this server, by path. */
export type Webhooks = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;

export interface WebListener extends Listener {
  /** The server's URL, such as `http://127.0.0.1:8080`. Call it only after `start`. */
  address(): string;
}

export interface WebOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** An IANA name, for the times on the page. */
  readonly timeZone: string;
  readonly limits?: ServerLimits;
}

/** This process's HTTP server: health and metrics for monitoring, webhooks, and the web channel for readers. */
export function createWebListener(
  deps: WebDeps & HealthDeps & { readonly webhooks: Webhooks },
  { host, port, timeZone, limits = SERVER_LIMITS }: WebOptions,
): WebListener {
  const app = new Hono();
  for (const [path, handle] of Object.entries(deps.webhooks)) {
    // Registered before the channel's guard and body limit: the handler reads and checks the request itself.
    app.post(path, ({ env }) => {
      const { incoming, outgoing } = env as HttpBindings;
      handle(incoming, outgoing);
      return RESPONSE_ALREADY_SENT;
    });
  }
  addHealth(app, deps);
  addChannel(app, deps, { host, timeZone, maxOpenPages: limits.maxOpenPages });
  let server: Server | undefined;

  return {
    async start() {
      server = await openServer(app.fetch, { host, port }, limits, (err) =>
        deps.log.error({ err }, 'Web server error'),
      );
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        // Event streams never end by themselves.
        server.closeAllConnections();
      }),
    healthProblem: () => null,
    isUp: () => server?.listening ?? false,
    address() {
      const { port: actualPort } = (server as Server).address() as AddressInfo;
      return `http://${host.includes(':') ? `[${host}]` : host}:${actualPort}`;
    },
  };
}
