import { Agent, type Dispatcher, fetch, Pool, ProxyAgent, type RequestInit, Response } from 'undici';
import { SECOND } from '../duration.ts';
import { TransportError, toProxyError, toTransportError } from './failure.ts';
import { createJsonCounter, type JsonCounter, type JsonLimits } from './parse-json.ts';
import { createProxyFor, type Proxies, type ProxyFor } from './proxies.ts';
import { describeRedirect, isRedirect } from './redirect.ts';

/**
 * The maximum size of a response, in bytes. Most JSON responses are a few kilobytes; a page of messages or a model's
 * reasoning can reach a few megabytes.
 */
export const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;
/**
 * The limits of the JSON in a response that is read with `fetch`. Slack's client goes through each response four times;
 * with this many values that takes less than 100 ms. A page of 200 messages like our cards has 26,000, in 15 levels.
 */
const JSON_LIMITS = { depth: 100, values: 50_000 } as const;
const NO_JSON_LIMITS = { depth: Number.POSITIVE_INFINITY, values: Number.POSITIVE_INFINITY } as const;
/** How long it may take to connect, and how long a proxy may take to open a tunnel, in milliseconds. */
export const CONNECT_MS = 10 * SECOND;

export interface DispatcherOptions {
  /** A response whose body, before decompression, has more bytes is aborted. */
  readonly maxBytes?: number;
  /**
   * How long a response may take to begin, and to go on, in milliseconds; by default undici's 300 seconds. For clients
   * whose own timeout can be longer.
   */
  readonly timeoutMs?: number;
}

export interface FetchOptions extends Pick<DispatcherOptions, 'timeoutMs'> {
  /** The maximum numbers of levels and values of JSON in a response; null if the client limits them itself. */
  readonly json?: Pick<JsonLimits, 'depth' | 'values'> | null;
}

type Limits = Pick<Pool.Options, 'maxResponseSize' | 'headersTimeout' | 'bodyTimeout'>;

/** The one place that opens connections for HTTP clients, so that all of them use the same proxies (decision 25). */
export interface Network {
  readonly proxyFor: ProxyFor;
  /** True if some addresses are reached through a proxy. */
  readonly hasProxy: boolean;
  /**
   * The `fetch` for API clients. Limits the size of a response: reading a body of more than `MAX_RESPONSE_BYTES`, or of
   * too many levels or values of JSON, rejects with a TypeError ("terminated") or a `TransportError`. Follows no
   * redirect, so that neither tokens nor prompts reach another server. Rejects with a `TransportError` that says why,
   * or with the reason of an abort.
   */
  readonly fetch: typeof globalThis.fetch;
  /** Creates a `fetch` like the one above with its own connections and limits. */
  createFetch(options: FetchOptions): typeof globalThis.fetch;
  /** Creates a connection pool that is closed with the network. */
  createDispatcher(options?: DispatcherOptions): Dispatcher;
  /** Closes idle connections now, and the others after their request. Later requests fail. */
  close(): Promise<void>;
}

/** @param maxBytes the maximum size of a response that is read with `fetch`, in bytes */
export function createNetwork(proxies: Proxies, maxBytes = MAX_RESPONSE_BYTES): Network {
  const proxyFor = createProxyFor(proxies);
  const dispatchers: Dispatcher[] = [];

  function createDispatcher({
    maxBytes: maxResponseSize = -1,
    timeoutMs,
  }: DispatcherOptions = {}): Dispatcher {
    const limits: Limits = {
      maxResponseSize,
      ...(timeoutMs === undefined ? {} : { headersTimeout: timeoutMs, bodyTimeout: timeoutMs }),
    };
    const dispatcher = new Agent({
      ...limits,
      connect: { timeout: CONNECT_MS },
      factory(origin, options) {
        const proxy = proxyFor(new URL(origin));
        return proxy ? createProxyAgent(proxy, limits) : new Pool(origin, options);
      },
    });
    dispatchers.push(dispatcher);
    return dispatcher;
  }

  function createFetch({ timeoutMs, json = JSON_LIMITS }: FetchOptions): typeof globalThis.fetch {
    const dispatcher = createDispatcher(timeoutMs === undefined ? { maxBytes } : { maxBytes, timeoutMs });
    const limits = { ...(json ?? NO_JSON_LIMITS), bytes: maxBytes };
    const bounded = (input: string | URL, init?: RequestInit) =>
      boundedFetch(dispatcher, limits, input, init);
    return bounded as unknown as typeof globalThis.fetch;
  }

  /**
   * Uses undici's `fetch`, because Node's built-in `fetch` uses another copy of undici and does not accept this
   * dispatcher.
   */
  async function boundedFetch(
    dispatcher: Dispatcher,
    limits: JsonLimits,
    input: string | URL,
    init?: RequestInit,
  ) {
    const url = new URL(input);
    const response = await fetch(url, { ...init, dispatcher, redirect: 'manual' }).catch((error: unknown) => {
      throw toTransportError(error, url, proxyFor(url), init?.signal);
    });
    const { status, headers } = response;
    const proxyError = toProxyError(url, proxyFor(url), { status, retryAfter: headers.get('retry-after') });
    if (!proxyError && !isRedirect(status)) {
      return countBody(response, createBodyCounter(url, limits));
    }
    await response.body?.cancel();
    throw proxyError ?? new TransportError(url, describeRedirect(url, status, headers.get('location')));
  }

  return {
    proxyFor,
    hasProxy: proxies.http !== null || proxies.https !== null,
    fetch: createFetch({}),
    createFetch,
    createDispatcher,
    async close() {
      await Promise.all(dispatchers.map((each) => each.close()));
    },
  };
}

/** Creates a counter for the decompressed body of a response; it throws a `TransportError` at the first limit. */
export function createBodyCounter(url: URL, limits: JsonLimits): JsonCounter {
  const counter = createJsonCounter(limits);
  return {
    add(piece) {
      try {
        counter.add(piece);
      } catch (error) {
        throw new TransportError(url, (error as Error).message);
      }
    },
  };
}

/** Returns the same response, whose body is counted while it is read: API clients parse all that they get. */
function countBody(response: Response, counter: JsonCounter): Response {
  if (!response.body) return response;
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(piece, controller) {
        counter.add(piece);
        controller.enqueue(piece);
      },
    }),
  );
  const { status, statusText, headers } = response;
  return new Response(body, { status, statusText, headers });
}

function createProxyAgent(proxy: URL, limits: Limits): ProxyAgent {
  return new ProxyAgent({
    uri: proxy.href,
    connectTimeout: CONNECT_MS,
    // HTTP/2 between us and the proxy would be of no use: each tunnel needs its own connection.
    proxyTls: { allowH2: false },
    // The connections to the proxy that ask for tunnels.
    clientFactory: (origin, options) => new Pool(origin, { ...options, headersTimeout: CONNECT_MS }),
    // The connections for requests: ProxyAgent does not pass the limits on if it needs no tunnel, for `http:`.
    factory: (origin, options) => new Pool(origin, { ...options, ...limits }),
  });
}
