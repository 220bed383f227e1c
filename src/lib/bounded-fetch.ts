import { Agent, fetch } from 'undici';

/**
 * The maximum size of a response, in bytes. An API's JSON response has a few kilobytes; a page of messages or a model's
 * reasoning, at most a few megabytes.
 */
export const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

/** A connection pool that aborts responses whose body exceeds `maxBytes`, as counted on the wire. */
export const createBoundedAgent = (maxBytes = MAX_RESPONSE_BYTES): Agent =>
  new Agent({ maxResponseSize: maxBytes });

/**
 * `fetch` for API clients that would read a body of any size. Reading a body of more than `maxBytes` rejects with a
 * TypeError ("terminated"). It is undici's `fetch`, because Node's built-in one uses another copy of undici and does
 * not accept this Agent.
 */
export function createBoundedFetch(maxBytes = MAX_RESPONSE_BYTES): typeof globalThis.fetch {
  const dispatcher = createBoundedAgent(maxBytes);
  const bounded = (url: string | URL, init?: object) => fetch(url, { ...init, dispatcher });
  return bounded as unknown as typeof globalThis.fetch;
}
