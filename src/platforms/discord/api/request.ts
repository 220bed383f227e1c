import { Agent, request } from 'undici';

/** An answer has some kilobytes, a page of messages at most a few megabytes. */
const MAX_BYTES = 8 * 1024 * 1024;
/** No body, by definition: a `Response` refuses one. */
const BODILESS: readonly number[] = [204, 205, 304];

/** What discord.js gives of a request: no files are sent, so its body is text. */
interface Init {
  readonly method?: string | undefined;
  readonly headers?: unknown;
  readonly body?: unknown;
  readonly signal?: unknown;
}

const agent = new Agent({ maxResponseSize: MAX_BYTES });

/**
 * One HTTP request for discord.js, its body read to the end: discord.js's own would take a body of any size, and
 * leaves that of a 5xx unread, which keeps its connection.
 */
export async function makeRequest(url: string, init: object): Promise<Response> {
  const { method = 'GET', headers, body, signal } = init as Init;
  const wanted = { dispatcher: agent, method, headers, body, signal };
  const answer = await request(url, wanted as Parameters<typeof request>[1]);
  const bytes = await answer.body.arrayBuffer();
  const { statusCode: status } = answer;
  const fields = Object.entries(answer.headers).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return new Response(BODILESS.includes(status) ? null : bytes, { status, headers: fields });
}
