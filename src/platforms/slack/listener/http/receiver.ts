import type { IncomingMessage, ServerResponse } from 'node:http';
import type { App, Receiver } from '@slack/bolt';
import { SECOND } from '../../../../lib/duration.ts';
import type { Log } from '../../../../lib/log.ts';
import type { NoteId } from '../stored-ids.ts';
import { isComplete, isForm, parseBody, type SlackBody } from './parse-body.ts';
import { BODY_LIMITS, createBodyReader, type Unread } from './read-body.ts';
import { createReplayCheck, isSigned, readSignature } from './signature.ts';

/** Slack waits 3 seconds for an answer (apis/events-api, "Responding to events"). */
const ANSWER_WITHIN = 3 * SECOND;

/** The maximum size of an unsigned body, in bytes: Slack checks our certificate with the fields `ssl_check` and `token`. */
const MAX_UNSIGNED = 1024;

const STATUS_OF: Readonly<Record<Exclude<Unread, 'aborted'>, number>> = {
  'too large': 413,
  'too slow': 408,
  'too many': 503,
};

export interface HttpReceiver extends Receiver {
  /** Handles a request whose body has not been read. */
  onRequest(request: IncomingMessage, response: ServerResponse): void;
}

/**
 * Creates a receiver of signed requests behind this process's HTTP server. Bolt's own `HTTPReceiver` (5.1.0) reads a
 * body before it looks at the signature's headers, accepts a request as often as it is sent, and never answers the body
 * `null`.
 * @param noteId stores signatures, so that no request runs again after a restart
 */
export function createHttpReceiver(signingSecret: string, noteId: NoteId, log: Log): HttpReceiver {
  const bodies = createBodyReader();
  const isReplay = createReplayCheck();
  let app: App | undefined;

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers } = request;
    const length = Number(headers['content-length'] ?? 0);
    if (length > BODY_LIMITS.maxBytes) return answer(response, 413);
    const signature = readSignature(headers, Date.now());
    if (!signature && !mayBeSslCheck(request)) return answer(response, 401);
    const body = await bodies.read(request);
    if (body === 'aborted') return;
    if (!Buffer.isBuffer(body)) return answer(response, STATUS_OF[body]);
    // Nothing that Slack has not signed is parsed, except a small form.
    if (signature && !isSigned(signature, body, signingSecret)) return answer(response, 401);
    const parsed = parseBody(body.toString(), headers['content-type']);
    if (!signature) return answer(response, parsed?.ssl_check === '1' ? 200 : 401);
    if (!parsed || !isComplete(parsed)) return answer(response, 400);
    if (parsed.ssl_check === '1') return answer(response, 200);
    if (parsed.type === 'url_verification') {
      if (typeof parsed.challenge !== 'string') return answer(response, 400);
      return answer(response, 200, { challenge: parsed.challenge });
    }
    // Suggestions change nothing, and the same keystroke twice in a second is no replay.
    const isRepeatable = parsed.type === 'block_suggestion';
    if (!isRepeatable && (isReplay(signature, Date.now()) || (await noteId(signature.signature)))) {
      log.debug({}, 'Ignored a repeated Slack request');
      return answer(response, 200);
    }
    await dispatch(parsed, request, response);
  }

  /** Passes a request to Bolt, and answers it if no listener has. */
  async function dispatch(body: SlackBody, { headers }: IncomingMessage, response: ServerResponse) {
    const timer = setTimeout(() => answer(response, 404), ANSWER_WITHIN);
    const retryNum = Number(headers['x-slack-retry-num'] ?? 0);
    try {
      await app?.processEvent({
        body,
        ...(retryNum > 0 ? { retryNum } : {}),
        ack: async (content) => answer(response, 200, content),
      });
      // No listener is responsible for a request of this kind.
      answer(response, 404);
    } catch (error) {
      // Our listeners' errors do not get here: Bolt could not tell what kind of request this is.
      log.debug({ error: (error as Error).message }, 'Refused a malformed Slack request');
      answer(response, 400);
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    init(boltApp) {
      app = boltApp;
    },
    async start() {},
    async stop() {},
    onRequest(request, response) {
      handle(request, response).catch((err) => {
        log.error({ err }, 'Could not handle a Slack request');
        answer(response, 500);
      });
    },
  };
}

/** Slack checks our certificate without a signature, with a small form (interactivity/implementing-slash-commands). */
function mayBeSslCheck({ headers }: IncomingMessage): boolean {
  const length = Number(headers['content-length'] ?? Number.NaN);
  return (
    headers['x-slack-signature'] === undefined && isForm(headers['content-type']) && length <= MAX_UNSIGNED
  );
}

/**
 * Discards the rest of a body, so that the client gets to read the answer; closes the connection if the rest is longer
 * than any body of Slack's.
 */
function discard(request: IncomingMessage): void {
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > BODY_LIMITS.maxTotalBytes) request.socket.destroy();
  });
}

/** Answers a request unless it has been answered. `content` is the text or the JSON of the body. */
function answer(response: ServerResponse, status: number, content?: unknown): void {
  if (response.headersSent || response.destroyed) return;
  // Slack would repeat a refused event, with the same result (apis/events-api, "Turn retries off").
  if (status === 400 || status === 404) response.setHeader('x-slack-no-retry', '1');
  if (!response.req.complete) discard(response.req);
  if (content === undefined || content === '') response.writeHead(status).end();
  else if (typeof content === 'string') response.writeHead(status).end(content);
  else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
}
