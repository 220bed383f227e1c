import type { IncomingMessage, ServerResponse } from 'node:http';
import { badJson, DiscordError, unauthorized } from './errors.ts';
import type { RateLimits, Scope } from './rate-limits.ts';
import { createRateLimiter, rateLimitedAnswer } from './rate-limits.ts';
import { type Call, createRouter, isOpenRoute, type Routes } from './router.ts';
import type { World } from './state.ts';

/** A request as the server received it; `path` is relative to the API's base, and excludes the query. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  /** When the request arrived, by the server's clock, in ms since the epoch. */
  readonly at: number;
}

/** A refused request, or a note on an accepted one. */
export interface Refusal {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly errors?: unknown;
  /** 'mentions': the request was accepted, but has no `allowed_mentions`, so Discord's defaults apply. */
  readonly kind?: 'mentions' | 'fault' | 'rate-limit';
}

/** A fault that replaces or follows the handling of a request. */
export type Fault =
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** The request is handled, but its response is lost or replaced. */
  | { kind: 'after'; answer: 'hang' | 'reset' | 'close' | { status: number } }
  /** The request fails with ECONNRESET, which discord.js retries. */
  | { kind: 'reset' }
  /** The request fails with "other side closed", which discord.js does not retry. */
  | { kind: 'close' }
  | { kind: 'hang' }
  /** The request is handled, but its response is delayed by this many ms. */
  | { kind: 'late'; ms: number }
  /** `retryAfter` is in seconds. */
  | { kind: 'rate-limit'; scope: Scope; retryAfter: number };

/** Called before each request is handled. `count` numbers the requests with the same method and path, from 1. */
export type FaultHook = (
  request: Pick<SeenRequest, 'method' | 'path' | 'query' | 'body'>,
  count: number,
) => Fault | undefined;

export interface RestOptions {
  readonly world: World;
  readonly routes: Routes;
  readonly limits: () => RateLimits;
  readonly fault: () => FaultHook | undefined;
  readonly onChange: () => void;
}

/** The requests and refusals so far. */
export interface RestLog {
  readonly requests: SeenRequest[];
  readonly rejections: Refusal[];
  readonly refusals: Refusal[];
}

interface Reply {
  status: number;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Creates the request handler that serves the API below /api and /api/v10, and records every request and refusal. */
export function createRest({ world, routes, limits, fault, onChange }: RestOptions, log: RestLog) {
  const find = createRouter(routes);
  // The client waits in real time, so rate limits must not use the clock of a test.
  const spendQuota = createRateLimiter(limits, Date.now);
  const counts = new Map<string, number>();

  function handle(request: IncomingMessage, seen: SeenRequest, files: readonly string[]): Reply {
    const { method, path, body } = seen;
    const { route, handler, params } = find(method, path);
    const isOpen = isOpenRoute(route);
    if (!isOpen && request.headers.authorization !== `Bot ${world.token}`) throw unauthorized();
    const spent = spendQuota(route, params[0] ?? '', !isOpen);
    if (spent.limited) {
      const { retryAfterMs, isGlobal } = spent.limited;
      const answer = rateLimitedAnswer(isGlobal ? 'global' : 'user', retryAfterMs / 1000);
      log.refusals.push({
        method,
        path,
        status: 429,
        code: 0,
        message: answer.body.message,
        kind: 'rate-limit',
      });
      return { ...answer, headers: { ...spent.headers, ...answer.headers } };
    }
    if (body instanceof SyntaxError) throw badJson();
    const call: Call = { method, path, route, params, query: new URLSearchParams(seen.query), body, files };
    try {
      return { ...handler(call), headers: spent.headers };
    } catch (error) {
      if (!(error instanceof DiscordError)) throw error;
      const reply = refuse(seen, error);
      return { ...reply, headers: { ...spent.headers, ...reply.headers } };
    }
  }

  function refuse({ method, path }: SeenRequest, error: DiscordError): Reply {
    const { status, code, message, errors, isState, retryAfter } = error;
    const body = { message, code, ...(errors ? { errors } : {}) };
    (isState ? log.refusals : log.rejections).push({ method, path, status, ...body });
    if (retryAfter === undefined) return { status, body };
    const limited = rateLimitedAnswer('user', retryAfter);
    return { ...limited, body: { ...limited.body, ...body } };
  }

  function handleOrRefuse(request: IncomingMessage, seen: SeenRequest, files: readonly string[]): Reply {
    try {
      return handle(request, seen, files);
    } catch (error) {
      if (error instanceof DiscordError) return refuse(seen, error);
      // This is a bug in the emulator: print it, and do not let it look like a client error.
      process.stderr.write(`test/emulators/discord: ${error instanceof Error ? error.stack : error}\n`);
      return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
    }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { body, files } = await readBody(request);
    const url = new URL(request.url ?? '/', 'http://discord');
    const path = url.pathname.replace(/^\/api(?:\/v10)?(?=\/)/, '');
    const method = request.method ?? 'GET';
    const seen: SeenRequest = { method, path, query: url.search.slice(1), body, at: world.now() };
    log.requests.push(seen);
    const count = (counts.get(`${method} ${path}`) ?? 0) + 1;
    counts.set(`${method} ${path}`, count);
    const injected = fault()?.(seen, count);
    const reply = act(injected, { request, seen, files });
    const end = injected && endOf(injected);
    if (end === 'reset') request.socket.resetAndDestroy();
    else if (end === 'close') request.socket.destroy();
    else if (injected?.kind === 'late') setTimeout(write, injected.ms, response, reply).unref();
    else if (end !== 'hang') write(response, reply);
    onChange();
  };

  function act(
    injected: Fault | undefined,
    { request, seen, files }: { request: IncomingMessage; seen: SeenRequest; files: readonly string[] },
  ): Reply {
    const { method, path } = seen;
    const note = (status: number, message: string) =>
      log.refusals.push({ method, path, status, code: 0, message, kind: 'fault' });
    if (!injected || injected.kind === 'late') return handleOrRefuse(request, seen, files);
    if (injected.kind === 'after') {
      handleOrRefuse(request, seen, files);
      const status = typeof injected.answer === 'object' ? injected.answer.status : 0;
      note(status, 'handled, but the answer was lost');
      return { status, body: { message: `${status}: fault`, code: 0 } };
    }
    if (injected.kind === 'rate-limit') {
      note(429, `rate limit: ${injected.scope}`);
      return rateLimitedAnswer(injected.scope, injected.retryAfter);
    }
    if (injected.kind === 'status') {
      note(injected.status, 'fault');
      const { status, headers, body = { message: `${status}: fault`, code: 0 } } = injected;
      return { status, body, ...(headers ? { headers } : {}) };
    }
    note(0, injected.kind);
    return { status: 0 };
  }
}

/** Returns how a request with this fault ends, or undefined if it gets a response. */
function endOf(fault: Fault): 'hang' | 'reset' | 'close' | undefined {
  if (fault.kind === 'after') return typeof fault.answer === 'string' ? fault.answer : undefined;
  return fault.kind === 'hang' || fault.kind === 'reset' || fault.kind === 'close' ? fault.kind : undefined;
}

function write(response: ServerResponse, { status, body, headers = {} }: Reply): void {
  const isText = typeof body === 'string';
  const type = isText ? 'text/html' : 'application/json';
  response.writeHead(status, { ...(body === undefined ? {} : { 'content-type': type }), ...headers });
  response.end(isText ? body : body === undefined ? undefined : JSON.stringify(body));
}

/**
 * Reads and parses the body, or the `payload_json` of a multipart body (discord-api-docs: reference.mdx, Uploading
 * Files).
 */
async function readBody(request: IncomingMessage): Promise<{ body: unknown; files: string[] }> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const type = request.headers['content-type'] ?? '';
  if (bytes.length === 0) return { body: undefined, files: [] };
  if (!type.startsWith('multipart/')) return { body: parse(bytes.toString()), files: [] };
  const form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
  const files: string[] = [];
  for (const [key, value] of form) {
    const index = /^files\[(\d+)\]$/.exec(key)?.[1];
    if (index !== undefined && typeof value !== 'string') files[Number(index)] = value.name;
  }
  return { body: parse(String(form.get('payload_json') ?? '{}')), files };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return new SyntaxError('not JSON');
  }
}
