import { Agent, fetch } from 'undici';

/** A JSON answer of an API has some kilobytes, a page of messages or a model's thoughts at most a few megabytes. */
export const MAX_RESPONSE_BYTES = 8 * 1024 * 1024;

/** A connection pool that breaks off responses with more than `maxBytes` of body, as counted on the wire. */
export const createBoundedAgent = (maxBytes = MAX_RESPONSE_BYTES): Agent =>
  new Agent({ maxResponseSize: maxBytes });

/**
 * `fetch` for API clients that would read a body of any size. Reading a longer body rejects with a TypeError
 * ("terminated"). It is undici's fetch, as Node's own has another copy of undici inside and does not take this Agent.
 */
export function createBoundedFetch(maxBytes = MAX_RESPONSE_BYTES): typeof globalThis.fetch {
  const dispatcher = createBoundedAgent(maxBytes);
  const bounded = (url: string | URL, init?: object) => fetch(url, { ...init, dispatcher });
  return bounded as unknown as typeof globalThis.fetch;
}
