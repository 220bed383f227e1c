import { request } from 'undici';
import { createBoundedAgent } from '../../../lib/bounded-fetch.ts';

/** HTTP statuses that never have a body: the `Response` constructor throws if one of them is combined with a body. */
const STATUSES_WITHOUT_BODY: readonly number[] = [204, 205, 304];

/** The options that discord.js passes with a request. The body is a string because we send no files. */
interface RequestInit {
  readonly method?: string | undefined;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: unknown;
}

const agent = createBoundedAgent();

/**
 * Makes one HTTP request for discord.js and reads the response's body to the end. The function that discord.js uses
 * by default would read a body of any size, and would leave the body of a 5xx response unread, which keeps its
 * connection busy.
 */
export async function makeRequest(url: string, init: object): Promise<Response> {
  const { method = 'GET', headers, body, signal } = init as RequestInit;
  const options = { dispatcher: agent, method, headers, body, signal };
  const response = await request(url, options as Parameters<typeof request>[1]);
  const bytes = await response.body.arrayBuffer();
  const { statusCode: status } = response;
  const fields = Object.entries(response.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(STATUSES_WITHOUT_BODY.includes(status) ? null : bytes, { status, headers: fields });
}
