import { Agent, fetch } from 'undici';

/**
 * The maximum size of a response, in bytes. Most JSON responses are a few kilobytes; a page of messages or a model's
 * reasoning can reach a few megabytes.
 */
export const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

/** Creates a connection pool that aborts a response if its body, before decompression, exceeds `maxBytes`. */
export const createBoundedAgent = (maxBytes = MAX_RESPONSE_BYTES): Agent =>
  new Agent({ maxResponseSize: maxBytes });

/**
 * Creates a `fetch` for API clients that do not limit the size of a response. Reading a body of more than `maxBytes`
 * rejects with a TypeError ("terminated"). Uses undici's `fetch`, because Node's built-in `fetch` uses another copy of
 * undici and does not accept this Agent.
 */
export function createBoundedFetch(maxBytes = MAX_RESPONSE_BYTES): typeof globalThis.fetch {
  const dispatcher = createBoundedAgent(maxBytes);
  const bounded = (url: string | URL, init?: object) => fetch(url, { ...init, dispatcher });
  return bounded as unknown as typeof globalThis.fetch;
}
