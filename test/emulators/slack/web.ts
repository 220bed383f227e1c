import type { IncomingMessage, ServerResponse } from 'node:http';
import { decodeArgs, parseBody, readText } from './args.ts';
import { missingScope, SlackError } from './errors.ts';
import { type Answer, type Fault, type FaultHook, faultAnswer, rateLimited, write } from './faults.ts';
import type { Fields } from './form.ts';
import type { Method, Methods } from './methods.ts';
import { createRateLimiter, type RateLimits } from './rate-limits.ts';
import type { World } from './state.ts';

/** A received API call. */
export interface SeenRequest {
  /** For example 'chat.postMessage'. */
  readonly method: string;
  /** The decoded arguments, or the raw ones if they could not be decoded. */
  readonly body: Fields;
  /** The time of the call by the server's clock, in ms since the epoch. */
  readonly at: number;
  readonly token: string | undefined;
}

/** A refused call, or a note on an accepted one. */
export interface Refusal {
  readonly method: string;
  readonly error: string;
  readonly messages?: readonly string[];
  /**
   * Notes on accepted calls: 'mention' (the call pings somebody), 'split' (its text is split into several
   * messages), 'unfurl' (it leaves link previews on), 'payload' (an invalid acknowledgement, or one with
   * content that is not allowed). Refusals for reasons outside the call: 'fault', 'rate-limit'.
   */
  readonly kind?: 'mention' | 'split' | 'unfurl' | 'payload' | 'fault' | 'rate-limit';
}

export interface WebLog {
  readonly requests: SeenRequest[];
  readonly rejections: Refusal[];
  readonly refusals: Refusal[];
}

export interface WebOptions {
  readonly world: World;
  readonly methods: Methods;
  readonly limits: () => RateLimits;
  readonly fault: () => FaultHook | undefined;
  readonly onChange: () => void;
}

/**
 * Returns the handler of the Web API under /api/, which records calls and refusals. Except for rate limits, a refused
 * call also gets HTTP 200, but with `ok: false`: docs.slack.dev/apis/web-api.
 */
export function createWebApi({ world, methods, limits, fault, onChange }: WebOptions, log: WebLog) {
  // Clients wait in real time even if a test has frozen the server's clock.
  const wait = createRateLimiter(limits, Date.now, world.now);
  const counts = new Map<string, number>();

  function checkToken(spec: Method, token: string | undefined): void {
    const kind = spec.token ?? 'bot';
    if (kind === 'none') return;
    if (!token) throw new SlackError('not_authed');
    if (token !== world.botToken && token !== world.appToken) throw new SlackError('invalid_auth');
    if ((token === world.appToken) !== (kind === 'app')) throw new SlackError('not_allowed_token_type');
    if (kind === 'bot' && world.tokenError) throw new SlackError(world.tokenError);
    if (spec.scope && !world.scopes.has(spec.scope)) throw missingScope(spec.scope, world.scopes);
  }

  const find = (method: string) => (Object.hasOwn(methods, method) ? methods[method] : undefined);

  function handle({ method, body, token }: SeenRequest, mistake: SlackError | undefined): Answer {
    const spec = find(method);
    if (!spec) throw new SlackError('unknown_method', { req_method: method });
    checkToken(spec, token);
    const seconds = wait(method, String(body.channel ?? ''));
    if (seconds > 0) {
      log.refusals.push({ method, error: 'ratelimited', kind: 'rate-limit' });
      return rateLimited(seconds);
    }
    if (mistake) throw mistake;
    const result = spec.run({
      args: body,
      note: (kind, message) => log.rejections.push({ method, error: message, kind }),
    });
    return {
      status: 200,
      body: { ok: true, ...result },
      headers: { 'x-oauth-scopes': [...world.scopes].join(','), 'x-accepted-oauth-scopes': spec.scope ?? '' },
    };
  }

  function handleOrRefuse(seen: SeenRequest, mistake: SlackError | undefined): Answer {
    try {
      return handle(seen, mistake);
    } catch (error) {
      if (error instanceof SlackError) {
        const messages = Array.isArray(error.more.errors) ? { messages: error.more.errors } : {};
        const list = error.isState ? log.refusals : log.rejections;
        list.push({ method: seen.method, error: error.message, ...messages });
        return { status: 200, body: { ok: false, error: error.message, ...error.more } };
      }
      // This is a bug in the emulator: print it, and do not let it look like a client error.
      process.stderr.write(`test/emulators/slack: ${error instanceof Error ? error.stack : error}\n`);
      return { status: 500, body: 'Internal Server Error' };
    }
  }

  /** Returns the call with decoded arguments; `mistake` is the error if they could not be decoded. */
  function see(request: IncomingMessage, text: string): { seen: SeenRequest; mistake?: SlackError } {
    const url = new URL(request.url ?? '/', 'http://slack');
    const method = decodeURIComponent(url.pathname.replace(/^\/api\//, ''));
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    let body: Fields = Object.fromEntries(url.searchParams);
    const seen = { method, at: world.now() };
    try {
      body = { ...body, ...parseBody(request.headers['content-type'] ?? '', text) };
      const token = bearer ?? (typeof body.token === 'string' ? body.token : undefined);
      const spec = find(method);
      return { seen: { ...seen, token, body: spec ? decodeArgs(body, spec) : body } };
    } catch (error) {
      if (!(error instanceof SlackError)) throw error;
      return { seen: { ...seen, token: bearer, body }, mistake: error };
    }
  }

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { seen, mistake } = see(request, await readText(request));
    log.requests.push(seen);
    const count = (counts.get(seen.method) ?? 0) + 1;
    counts.set(seen.method, count);
    const injected: Fault | undefined = fault()?.(seen, count);
    if (injected?.kind === 'late')
      setTimeout(write, injected.ms, request, response, handleOrRefuse(seen, mistake)).unref();
    else if (!injected) write(request, response, handleOrRefuse(seen, mistake));
    else {
      if (injected.kind === 'after') handleOrRefuse(seen, mistake);
      log.refusals.push({ method: seen.method, error: describe(injected), kind: 'fault' });
      write(request, response, faultAnswer(injected));
    }
    onChange();
  };
}

const describe = (fault: Fault): string =>
  fault.kind === 'error'
    ? fault.error
    : fault.kind === 'rate-limit'
      ? 'ratelimited'
      : fault.kind === 'status'
        ? String(fault.status)
        : fault.kind === 'after'
          ? `handled, then ${JSON.stringify(fault.answer)}`
          : fault.kind;
