import { request } from 'undici';
import { SECOND } from '../../../lib/duration.ts';
import { TransportError, toProxyError, toTransportError } from '../../../lib/network/failure.ts';
import { createBodyCounter, MAX_RESPONSE_BYTES, type Network } from '../../../lib/network/network.ts';
import { describeRedirect } from '../../../lib/network/redirect.ts';
import { retryAfterOf } from '../../../lib/retry-after.ts';

/** Headers with waits (topics/rate-limits, "Header Format"). */
const RETRY_AFTER = 'retry-after';
const RESET_AFTER = 'x-ratelimit-reset-after';

/** HTTP statuses that never have a body: the `Response` constructor throws if one of them is combined with a body. */
const STATUSES_WITHOUT_BODY: readonly number[] = [204, 205, 304];

/**
 * The limits of a response's JSON. A page of a hundred messages, each with ten full embeds, has about 100,000 values;
 * components lie in about 15 levels.
 */
const JSON_LIMITS = { bytes: MAX_RESPONSE_BYTES, depth: 100, values: 120_000 } as const;

/** The options that discord.js passes with a request. The body is a string because we send no files. */
interface RequestInit {
  readonly method?: string | undefined;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: unknown;
}

/** Implements discord.js's option `makeRequest`. */
export type MakeRequest = (url: string, init: object) => Promise<Response>;

/**
 * Creates the function that makes the HTTP requests of discord.js: it reads the response's body to the end. The
 * function that discord.js uses by default would read a body of any size and any JSON, and would leave the body of a 5xx response
 * unread, which keeps its connection busy. It would also return a redirect as if it were a success.
 */
export function createMakeRequest(network: Network): MakeRequest {
  const dispatcher = network.createDispatcher({ maxBytes: MAX_RESPONSE_BYTES });

  return async (address, init) => {
    const url = new URL(address);
    const { method = 'GET', headers, body, signal } = init as RequestInit;
    const options = { dispatcher, method, headers, body, signal };
    const response = await request(url, options as Parameters<typeof request>[1]).catch((error: unknown) => {
      throw toTransportError(error, url, network.proxyFor(url), signal);
    });
    const pieces: Uint8Array[] = [];
    const counter = createBodyCounter(url, JSON_LIMITS);
    for await (const piece of response.body) {
      counter.add(piece);
      pieces.push(piece);
    }
    const { statusCode: status } = response;
    const retryAfter = response.headers['retry-after'];
    const proxyError = toProxyError(url, network.proxyFor(url), { status, retryAfter });
    if (proxyError) throw proxyError;
    if (status >= 300 && status < 400) {
      const { location } = response.headers;
      throw new TransportError(url, describeRedirect(url, status, [location ?? null].flat()[0] ?? null));
    }
    const bytes = Buffer.concat(pieces);
    // discord.js discards the token after any 401.
    if (status === 401 && !isApiError(bytes)) {
      const reason = "was not reached: a 401 that is not Discord's came, such as a network's log-in page";
      throw new TransportError(url, reason, 'ECONNREFUSED');
    }
    const fields = Object.entries(response.headers).flatMap(([name, value]) =>
      [value ?? []].flat().flatMap((one) => readableWait(name, one)),
    );
    return new Response(STATUSES_WITHOUT_BODY.includes(status) ? null : bytes, {
      status,
      headers: fields,
    });
  };
}

/**
 * Returns a header as discord.js can read it: waits in seconds, of at most an hour (`retryAfterOf`). After a date, which
 * a proxy can send, it would repeat the request without a pause; after a wait of years, it would make no request until
 * the bot is restarted.
 */
function readableWait(name: string, value: string): readonly [name: string, value: string][] {
  if (name !== RETRY_AFTER && name !== RESET_AFTER) return [[name, value]];
  const wait = retryAfterOf(new Headers([[RETRY_AFTER, value]]), Date.now());
  return wait === undefined ? [] : [[name, String(wait / SECOND)]];
}

/** Returns true for an error in the format of Discord's API (topics/opcodes-and-status-codes). */
function isApiError(bytes: Buffer): boolean {
  try {
    return typeof JSON.parse(bytes.toString()).code === 'number';
  } catch {
    return false;
  }
}
