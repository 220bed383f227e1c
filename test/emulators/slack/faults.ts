import type { IncomingMessage, ServerResponse } from 'node:http';
import type { SeenRequest } from './web.ts';

/** A fault that replaces or follows the handling of a call. */
export type Fault =
  | { kind: 'status'; status: number; body?: unknown; headers?: Record<string, string> }
  /** The call is handled, but its response is lost or replaced. */
  | { kind: 'after'; answer: 'hang' | 'reset' | 'close' | { status: number } | { error: string } }
  /** The connection is reset: the client sees ECONNRESET. */
  | { kind: 'reset' }
  /** The connection is closed without a response. */
  | { kind: 'close' }
  | { kind: 'hang' }
  /** The call is handled, but its response is delayed by this many ms. */
  | { kind: 'late'; ms: number }
  /** The response is `ok: false` with this error; the call is not handled. */
  | { kind: 'error'; error: string }
  /** The response is HTTP 429 with this Retry-After, in seconds; the call is not handled. */
  | { kind: 'rate-limit'; retryAfter: number };

/** Called before each call is handled; `count` numbers the calls of each method from 1. */
export type FaultHook = (request: SeenRequest, count: number) => Fault | undefined;

/** A response, or what happens to the connection instead. */
export type Answer =
  | { status: number; body: unknown; headers?: Record<string, string> }
  | 'hang'
  | 'reset'
  | 'close';

/**
 * Returns HTTP 429 with Retry-After in whole seconds: rounded up, but 0 below one second, to keep tests of limits
 * fast.
 */
export const rateLimited = (seconds: number): Answer => ({
  status: 429,
  body: { ok: false, error: 'ratelimited' },
  headers: { 'retry-after': String(seconds < 1 ? 0 : Math.ceil(seconds)) },
});

export function faultAnswer(fault: Exclude<Fault, { kind: 'late' }>): Answer {
  switch (fault.kind) {
    case 'after':
      if (typeof fault.answer === 'string') return fault.answer;
      return 'error' in fault.answer
        ? { status: 200, body: { ok: false, error: fault.answer.error } }
        : { status: fault.answer.status, body: '' };
    case 'error':
      return { status: 200, body: { ok: false, error: fault.error } };
    case 'rate-limit':
      return rateLimited(fault.retryAfter);
    case 'status': {
      const { status, body = '', headers = {} } = fault;
      return { status, body, headers };
    }
    default:
      return fault.kind;
  }
}

export function write(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  if (answer === 'hang') return;
  if (answer === 'reset') request.socket.resetAndDestroy();
  else if (answer === 'close') request.socket.destroy();
  else {
    const isText = typeof answer.body === 'string';
    response.writeHead(answer.status, {
      'content-type': isText ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8',
      ...answer.headers,
    });
    response.end(isText ? answer.body : JSON.stringify(answer.body));
  }
}
