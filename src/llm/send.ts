import OpenAI from 'openai';
import type { Usage } from '../domain/paper/summary.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND } from '../lib/duration.ts';
import type { Network } from '../lib/network/network.ts';
import { resetOf, retryAfterOf } from '../lib/retry-after.ts';
import { type Answer, readAnswer, readUsage } from './answer/answer.ts';
import { readBody } from './answer/body.ts';
import { readSaid, type Said } from './answer/said.ts';
import { asObject } from './answer/values.ts';
import { readFault } from './fault.ts';
import { type Mode, type Parameters, responseFormat } from './parameters.ts';
import type { ChatMessage, Shape } from './protocol.ts';

export interface SendOptions {
  /** undefined: OpenAI's default. */
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string;
  /** The timeout of one request, in milliseconds. */
  readonly timeoutMs: number;
}

export interface SendDeps {
  readonly clock: Pick<Clock, 'now'>;
  readonly network: Pick<Network, 'createFetch'>;
  readonly onUsage: (usage: Usage) => void;
}

/** A model's answer and its cost. */
export type Completion = Answer & { readonly usage: Usage };

export interface Request {
  readonly messages: readonly ChatMessage[];
  readonly shape: Shape;
  readonly signal: AbortSignal | undefined;
  /** Called, and waited for, before each request. */
  readonly beforeSend: () => Promise<void>;
}

/**
 * Sends one request to the model's server, in one form.
 * @throws {FaultError} if the server answers with an error, or with nothing
 * @throws what the client or the network throws if it does not answer
 */
export type Send = (request: Request, mode: Mode, parameters: Parameters) => Promise<Completion>;

/** The maximum length of an error that is read, in UTF-16 code units. */
const MAX_ERROR = 100_000;

/** Why a model stopped if its server failed, in lower case (OpenRouter, Z.ai, DeepSeek). */
const FAILED = /^(?:error|network_error|insufficient_system_resource|abort)/;
const isAnswer = ({ text, finish }: Said): boolean => text !== '' && finish === 'stop';

/**
 * Calls a response a text, so that the client does not parse it; what is not JSON is the server's failure, too. An error,
 * which the client does parse, is cut.
 */
async function toText(response: Response): Promise<Response> {
  const { status, ok } = response;
  const headers = new Headers(response.headers);
  headers.set('content-type', 'text/plain');
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  const body = ok ? response.body : (await response.text()).slice(0, MAX_ERROR);
  return new Response(body || null, { status, headers });
}

/** OpenRouter puts the headers of its rate limit into the error. */
function headersIn(error: unknown): Headers | undefined {
  const fields = asObject(asObject(asObject(error)?.metadata)?.headers);
  const known = Object.entries(fields ?? {}).filter(([name]) => /^x-ratelimit-\w+$/i.test(name));
  return new Headers(known.map(([name, value]) => [name, String(value).replace(/[^\w.]/g, '')]));
}

/** Reads a body that is the answer itself, as some gateways send it; null if it is not. */
function readBareAnswer(value: unknown, { schema }: Shape): Said | null {
  const fields = asObject(value) ?? {};
  const names = Object.keys(asObject(schema.properties) ?? {});
  const isAnswer = names.length > 0 && names.every((name) => Object.hasOwn(fields, name));
  return isAnswer ? readSaid({ content: JSON.stringify(fields) }) : null;
}

/** Puts the system message before the first one of the user. */
function withoutSystem(messages: readonly ChatMessage[]): ChatMessage[] {
  const [system, first, ...others] = messages;
  if (system?.role !== 'system' || !first) return [...messages];
  return [{ role: 'user', content: `${system.content}\n\n${first.content}` }, ...others];
}

/** Creates a client for any server with OpenAI's Chat Completions API. */
export function createSend(
  { clock, network, onUsage }: SendDeps,
  options: SendOptions,
): Send & { readonly url: string } {
  const { baseUrl, apiKey, model, timeoutMs } = options;
  // The client's own timeout comes first: it says what happened.
  const fetch = network.createFetch({ timeoutMs: timeoutMs + SECOND, json: null });
  const client = new OpenAI({
    // A self-hosted server often needs no key, but the client requires one.
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: async (input, init) => toText(await fetch(input, init)),
  });
  const waitOf = (status: number, headers: Headers | undefined, body: unknown) =>
    retryAfterOf(headers, clock.now()) ??
    (status === 429 ? (resetOf(headers, clock.now()) ?? resetOf(headersIn(body), clock.now())) : undefined);

  async function send(
    { messages, shape, signal, beforeSend }: Request,
    mode: Mode,
    parameters: Parameters,
  ): Promise<Completion> {
    await beforeSend();
    const { system, ...numbers } = parameters;
    const sent = system ? [...messages] : withoutSystem(messages);
    const { data, response } = await client.chat.completions
      .create({ model, messages: sent, ...numbers, ...responseFormat(mode, shape) }, { signal })
      .withResponse()
      .catch((error: unknown) => {
        if (!(error instanceof OpenAI.APIError) || error.status === undefined) throw error;
        const body = error.error ?? error.message.replace(/^\d+ /, '');
        throw readFault(
          { status: error.status, body, waitMs: waitOf(error.status, error.headers, body) },
          apiKey ?? '',
        );
      });
    const { said: message, error, value } = await readBody(typeof data === 'string' ? data : '');
    const said = message ?? readBareAnswer(value, shape);
    if (!said || (error !== undefined && !isAnswer(said)) || FAILED.test(said.finish)) {
      const body = error ?? value;
      throw readFault({ status: 200, body, waitMs: waitOf(200, response.headers, body) }, apiKey ?? '');
    }
    const usage = readUsage(said, model);
    onUsage(usage);
    return { ...readAnswer(said), usage };
  }
  return Object.assign(send, { url: client.baseURL });
}
