import { createServer, type Server } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import { webPageWording } from '../../../i18n/ko/web-page.ts';
import { MINUTE } from '../../../lib/duration.ts';
import { problemPage } from '../pages/page.ts';
import { limitConnections } from './connections.ts';
import { setDefaultHeaders } from './headers.ts';

/** The limits of this process's HTTP server. Times are in milliseconds. */
export interface ServerLimits {
  /** How long a request's line and headers may take to arrive. */
  readonly headersTimeout: number;
  /** How long a whole request may take to arrive. */
  readonly requestTimeout: number;
  /** How often the server checks for requests that exceed `headersTimeout` or `requestTimeout`. */
  readonly checkInterval: number;
  /** How long a connection may be idle. This is long because some replies wait for a model's answer. */
  readonly idleTimeout: number;
  /**
   * The maximum number of connections: see `limitConnections`. A process often has only 1024 file descriptors, and the
   * database and the other platforms need some.
   */
  readonly maxConnections: number;
  /**
   * How many pages may have an event stream at the same time. Each stream holds a connection, so this limit leaves
   * some connections for other requests.
   */
  readonly maxOpenPages: number;
  /** How many of them may be of one reader. All readers without a cookie count as one. */
  readonly maxPagesPerReader: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersTimeout: 10_000,
  requestTimeout: 15_000,
  checkInterval: 2_000,
  idleTimeout: 5 * MINUTE,
  maxConnections: 500,
  maxOpenPages: 200,
  maxPagesPerReader: 20,
};

/**
 * The maximum size of a request's line and headers together, in bytes. It is Node's default, set here so that it
 * cannot change unnoticed.
 */
const MAX_HEADER_BYTES = 16 * 1024;

/** The address that stands for the host name of a request that has none, as in HTTP/1.0. */
const NO_HOST = 'localhost';

/**
 * Opens the HTTP server, and adds the default headers to its responses.
 * @param onError receives server errors after the start
 * @throws {Error} if the server cannot listen on this host and port (Node's error, with its `code`)
 */
export function openServer(
  fetch: Parameters<typeof getRequestListener>[0],
  { host, port }: { readonly host: string; readonly port: number },
  limits: ServerLimits,
  onError: (error: Error) => void,
): Promise<Server> {
  /** Answers a request that the adapter cannot even turn into a `Request`, such as one with an invalid Host. */
  const errorHandler = (error: unknown) => {
    if (error instanceof RequestError) return page(webPageWording.badRequest, 400);
    onError(error as Error);
    return new Response(null, { status: 500 });
  };
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: limits.headersTimeout,
      requestTimeout: limits.requestTimeout,
      connectionsCheckingInterval: limits.checkInterval,
    },
    getRequestListener(fetch, { hostname: NO_HOST, errorHandler }),
  );
  limitConnections(server, limits.maxConnections);
  server.timeout = limits.idleTimeout;
  // This listener runs before Hono's own, so that the responses to malformed requests and webhooks have the headers,
  // too.
  server.prependListener('request', (_request, response) => setDefaultHeaders(response));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject).on('error', onError);
      resolve(server);
    });
  });
}

const page = (sentence: string, status: number) =>
  new Response(problemPage(sentence), { status, headers: { 'content-type': 'text/html; charset=UTF-8' } });
