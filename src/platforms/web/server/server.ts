import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { MINUTE } from '../../../lib/duration.ts';

/** What this process's HTTP server puts up with. Times are in milliseconds. */
export interface ServerLimits {
  /** Until all headers are there, and until the whole request is. */
  readonly headersWithin: number;
  readonly requestWithin: number;
  /** How often that is looked at. */
  readonly lookEvery: number;
  /** A connection on which nothing moves any more. Answers may have to wait for a model. */
  readonly idleFor: number;
  /**
   * Further ones are closed at once. A process often has 1024 file descriptors: the database and the platforms
   * need theirs.
   */
  readonly connections: number;
  /** Open pages that are kept up to date: they hold their connections, and others have to get through. */
  readonly pages: number;
}

export const SERVER_LIMITS: ServerLimits = {
  headersWithin: 10_000,
  requestWithin: 30_000,
  lookEvery: 5_000,
  idleFor: 5 * MINUTE,
  connections: 500,
  pages: 200,
};

/** So long may a request's line and headers be, in bytes: Node's default, said here so that it stays. */
const HEADER_BYTES = 16 * 1024;

const POLICY = {
  'default-src': "'none'",
  'img-src': "'self' https://huggingface.co https://*.huggingface.co",
  'style-src': "'self'",
  'script-src': "'self'",
  'connect-src': "'self'",
  'form-action': "'self'",
  'base-uri': "'none'",
  'frame-ancestors': "'none'",
};
const UNUSED = ['camera', 'display-capture', 'geolocation', 'microphone', 'payment', 'usb'];

/**
 * On every answer, whoever gives it: a page, a machine's, an error, another platform's webhook. There is no
 * Strict-Transport-Security: the channel is plain HTTP on loopback, a proxy in front of it sets its own.
 */
const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': Object.entries(POLICY)
    .map((rule) => rule.join(' '))
    .join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': UNUSED.map((name) => `${name}=()`).join(', '),
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};

/** Listens, with headers and limits for whatever comes. Rejects if that cannot be listened on. */
export function openServer(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: { readonly host: string; readonly port: number },
  limits: ServerLimits,
  onError: (error: Error) => void,
): Promise<Server> {
  return new Promise((resolve, reject) => {
    const serverOptions = {
      maxHeaderSize: HEADER_BYTES,
      headersTimeout: limits.headersWithin,
      requestTimeout: limits.requestWithin,
      connectionsCheckingInterval: limits.lookEvery,
    };
    const server = serve({ fetch, hostname: host, port, serverOptions }, () => {
      server.off('error', reject).on('error', onError);
      resolve(server);
    }) as Server;
    server.maxConnections = limits.connections;
    server.timeout = limits.idleFor;
    server.prependListener('request', (_request, response) => {
      for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    });
    server.once('error', reject);
  });
}
