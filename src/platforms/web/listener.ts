import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import type { Listener } from '../../command/listener.ts';
import { addHealth, type HealthDeps } from './health.ts';
import { addChannel, type WebDeps } from './routes/channel.ts';
import { openServer, SERVER_LIMITS, type ServerLimits } from './server/server.ts';

/** What other platforms send here, by path. */
export type Webhooks = Readonly<Record<string, (request: IncomingMessage, response: ServerResponse) => void>>;

export interface WebListener extends Listener {
  /** `http://127.0.0.1:8080`, once started. */
  address(): string;
}

/** This process's HTTP server: health and metrics for machines, the channel for people. */
export function createWebListener(
  deps: WebDeps & HealthDeps & { readonly webhooks: Webhooks },
  {
    limits = SERVER_LIMITS,
    ...options
  }: {
    readonly host: string;
    readonly port: number;
    readonly timeZone: string;
    readonly limits?: ServerLimits;
  },
): WebListener {
  const app = new Hono();
  for (const [path, handle] of Object.entries(deps.webhooks)) {
    // It reads the body itself, so it stands before all that would.
    app.post(path, ({ env }) => {
      const { incoming, outgoing } = env as HttpBindings;
      handle(incoming, outgoing);
      return RESPONSE_ALREADY_SENT;
    });
  }
  addHealth(app, deps);
  addChannel(app, deps, { ...options, pages: limits.pages });
  let server: Server | undefined;

  return {
    async start() {
      server = await openServer(app.fetch, options, limits, (err) =>
        deps.log.error({ err }, 'The web server has an error'),
      );
    },
    stop: () =>
      new Promise((resolve) => {
        if (!server) return resolve();
        server.close(() => resolve());
        // Open pages hold their connection for good.
        server.closeAllConnections();
      }),
    healthProblem: () => null,
    isUp: () => server?.listening ?? false,
    address() {
      const { port: actual } = (server as Server).address() as AddressInfo;
      const { host } = options;
      return `http://${host.includes(':') ? `[${host}]` : host}:${actual}`;
    },
  };
}
