import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import type { Summary } from '../domain/paper/paper.ts';

/** A server on loopback with recorded answers. */
export interface Replay {
  readonly url: string;
  close(): Promise<void>;
}

/** The reply to one request; null closes the connection. A string body is sent unchanged, any other body as JSON. */
export type Reply = { status: number; body: unknown; headers?: Record<string, string> } | null;
export type Answer = (request: IncomingMessage, body: string) => Reply | Promise<Reply>;

/** Starts a replay server on a free port. It waits `delayMs` milliseconds before each answer. */
export async function startReplay(answer: Answer, delayMs = 0): Promise<Replay> {
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    await wait(delayMs);
    const reply = await answer(request, body);
    if (!reply) return void response.destroy();
    const isText = typeof reply.body === 'string';
    response.writeHead(reply.status, {
      'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      ...reply.headers,
    });
    response.end(isText ? reply.body : JSON.stringify(reply.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Emulates Hugging Face's list endpoint for recorded days, with paging: 50 entries per page by default. */
export function answerLists(days: Readonly<Record<string, readonly unknown[]>>): Answer {
  return ({ url }) => {
    const { pathname, searchParams } = new URL(url ?? '/', 'http://replay');
    if (pathname !== '/api/daily_papers') return { status: 404, body: { error: 'Not found' } };
    const limit = Number(searchParams.get('limit') ?? 50);
    const start = Number(searchParams.get('p') ?? 0) * limit;
    const list = days[searchParams.get('date') ?? ''] ?? [];
    return { status: 200, body: list.slice(start, start + limit) };
  };
}

/** Emulates a Chat Completions endpoint: returns the recorded summary of the paper whose title is in the request. */
export function answerSummaries(byTitle: Readonly<Record<string, Summary>>): Answer {
  return ({ url }, body) => {
    if (!url?.endsWith('/chat/completions'))
      return { status: 404, body: { error: { message: 'Not found' } } };
    const request: {
      model: string;
      messages: { role: string; content: string }[];
      max_tokens?: number;
      max_completion_tokens?: number;
    } = JSON.parse(body);
    // A probe of the server's health asks for one token.
    if ((request.max_completion_tokens ?? request.max_tokens) === 1)
      return { status: 200, body: completion(request.model, 'H', body.length) };
    // The messages before the last question contain examples, the one after it can ask for a repair.
    const asked = request.messages
      .flatMap(({ role, content }) => (role === 'user' ? content : []))
      .join('\n');
    const title = Object.keys(byTitle).find((known) => asked.includes(known));
    // About this paper only: the server is well.
    if (!title) return { status: 400, body: { error: { code: 'content_filter', message: 'Not recorded' } } };
    const content = JSON.stringify(byTitle[title]);
    return { status: 200, body: completion(request.model, content, body.length) };
  };
}

/** Builds a Chat Completions response. Token counts are estimated; `asked` is the length of the request. */
export function completion(model: string, content: string, asked = 0): object {
  return {
    id: 'chatcmpl-replay',
    object: 'chat.completion',
    created: 0,
    model,
    choices: [{ index: 0, message: { role: 'assistant', content, refusal: null }, finish_reason: 'stop' }],
    usage: {
      prompt_tokens: Math.ceil(asked / 3),
      completion_tokens: Math.ceil(content.length / 2),
      total_tokens: Math.ceil(asked / 3) + Math.ceil(content.length / 2),
    },
  };
}
