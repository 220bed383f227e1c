import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { MINUTE } from '../../../lib/duration.ts';
import { setSecurityHeaders } from './headers.ts';

/** The limits of this process's HTTP server. Times are in milliseconds. */
export interface ServerLimits {
  /** How long a request's line and headers may take to arrive. */
  readonly headersTimeout: number;
  /** How long the whole request may take to arrive. */
  readonly requestTimeout: number;
  /** How often the server checks for requests that exceed those two timeouts. */
  readonly checkInterval: number;
  /** How long a connection may be idle. It is long because some replies wait for a model. */
  readonly idleTimeout: number;
  /**
   * The server immediately closes connections beyond this number. A process often has only 1024 file descriptors, and
   * the database and the other platforms need some.
   */
  readonly maxConnections: number;
  /** How many pages may have an event stream. Each holds a connection, so this limit leaves some for other requests. */
  readonly maxOpenPages: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  checkInterval: 5_000,
  idleTimeout: 5 * MINUTE,
  maxConnections: 500,
  maxOpenPages: 200,
};

/**
 * The maximum size of a request's line and headers in bytes. It is Node's default, set here so that it cannot change
 * unnoticed.
 */
const MAX_HEADER_BYTES = 16 * 1024;

/**
 * Opens the HTTP server, with security headers on every response.
 * @param onError receives server errors after the start
 * @throws {Error} if the server cannot listen on this host and port (Node's error, with its `code`)
 */
export function openServer(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: { readonly host: string; readonly port: number },
  limits: ServerLimits,
  onError: (error: Error) => void,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const serverOptions = {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      connectionsCheckingInterval: limits.checkInterval,
    };
    const server = serve({ fetch, hostname: host, port, serverOptions }, () => {
      server.off('error', reject).on('error', onError);
      resolve(server);
    }) as Server;
    server.maxConnections = limits.maxConnections;
    server.timeout = limits.idleTimeout;
    // Runs before Hono's own listener, so that raw errors and webhooks also get the headers.
    server.prependListener('request', (_request, response) => setSecurityHeaders(response));
    server.once('error', reject);
  });
}
