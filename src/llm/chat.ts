import OpenAI from 'openai';
import { retryTemporary, SummaryError, TemporaryError } from '../domain/errors.ts';
import type { Usage } from '../domain/paper/summary.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND, WEEK } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import { TransportError } from '../lib/network/failure.ts';
import type { Network } from '../lib/network/network.ts';
import { sleepUntil } from '../lib/rate-limiter.ts';
import { retry } from '../lib/retry.ts';
import { retryAfterOf } from '../lib/retry-after.ts';
import type { Cache } from '../ports/cache.ts';
import { type Answer, readAnswer, readUsage } from './answer.ts';
import type { ChatMessage, Shape } from './protocol.ts';

const ATTEMPTS = 3;
/**
 * Returns the pause before a retry: 0.25 s, then 0.5 s, with jitter, so that many requests do not retry at the same
 * moment.
 */
const backOff = (failures: number) => (SECOND / 4) * 2 ** (failures - 1) * (1 + Math.random() / 2);
/** How long to cache the answer format that worked, in milliseconds. */
const MODE_TTL_MS = WEEK;

/**
 * The answer formats to request, best first. LM Studio refuses `json_object`; Anthropic's endpoint ignores the first
 * two.
 */
const MODES = ['json_schema', 'json_object', 'text'] as const;
type Mode = (typeof MODES)[number];
/** HTTP statuses with which servers refuse a `response_format` that they do not support. */
const REFUSALS: readonly (number | undefined)[] = [400, 415, 422, 501];

export interface ChatOptions {
  /** undefined: OpenAI's default. */
  readonly baseUrl: string | undefined;
  readonly apiKey: string | undefined;
  readonly model: string;
  /** The timeout of one request, in milliseconds. */
  readonly timeoutMs: number;
}

export interface ChatDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly cache: Cache;
  readonly network: Pick<Network, 'fetch'>;
  readonly onUsage: (usage: Usage) => void;
}

/** A model's answer and its cost. */
export type Completion = Answer & { readonly usage: Usage };

/**
 * Asks a model one question, with retries until `deadline` (in milliseconds of `clock.elapsed()`).
 * @throws {TemporaryError} if there is no answer by then, or all attempts failed
 * @throws {SummaryError} if a retry would not help
 */
export type Chat = (
  messages: readonly ChatMessage[],
  shape: Shape,
  deadline: number,
  signal?: AbortSignal,
) => Promise<Completion>;

/** Creates a client for any server with OpenAI's Chat Completions API. */
export function createChat({ clock, log, cache, network, onUsage }: ChatDeps, options: ChatOptions): Chat {
  const { baseUrl, apiKey, model, timeoutMs } = options;
  const client = new OpenAI({
    // A self-hosted server often needs no key, but the client requires one.
    apiKey: apiKey ?? 'none',
    baseURL: baseUrl ?? null,
    organization: null,
    project: null,
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: 'off',
    fetch: network.fetch,
  });
  const modeKey = `llm/mode/${client.baseURL}/${model}`;
  /** When the server's rate limit for us ends, in milliseconds of `clock.elapsed()`. */
  let rateLimitedUntil = Number.NEGATIVE_INFINITY;

  /** Sends one request; the client's timeout covers the response's headers and body. */
  async function send(
    messages: readonly ChatMessage[],
    shape: Shape,
    mode: Mode,
    signal?: AbortSignal,
  ): Promise<Completion> {
    const completion = await client.chat.completions.create(
      { model, messages: [...messages], ...responseFormat(mode, shape) },
      { signal },
    );
    const usage = readUsage(completion, model);
    onUsage(usage);
    return { ...readAnswer(completion), usage };
  }

  /** Requests the best answer format that the server supports, and caches that format. */
  async function ask(
    messages: readonly ChatMessage[],
    shape: Shape,
    signal?: AbortSignal,
  ): Promise<Completion> {
    const cached = (await cache.get<Mode>(modeKey)) ?? MODES[0];
    for (const mode of MODES.slice(Math.max(MODES.indexOf(cached), 0))) {
      const answer = await send(messages, shape, mode, signal).catch((error) => {
        const refused = error instanceof OpenAI.APIError && REFUSALS.includes(error.status);
        if (!refused || mode === MODES.at(-1)) throw error;
        return null;
      });
      if (!answer) continue;
      if (mode !== cached) {
        log.warn({ model, mode }, 'The model server refused a stricter answer format, using a looser one');
        await cache.set(modeKey, mode, MODE_TTL_MS);
      }
      return answer;
    }
    throw new Error('unreachable');
  }

  async function waitForRateLimit(deadline: number, signal?: AbortSignal): Promise<void> {
    const limitedMs = Math.max(rateLimitedUntil - clock.elapsed(), 0);
    if (limitedMs > 0 && rateLimitedUntil > deadline)
      throw new RequestFailure('asked for a longer pause than there is time for (rate limited)', limitedMs);
    await sleepUntil(clock, rateLimitedUntil, signal);
  }

  return (messages, shape, deadline, signal) =>
    retry(
      async () => {
        await waitForRateLimit(deadline, signal);
        try {
          return await ask(messages, shape, signal);
        } catch (error) {
          const failure = readFailure(error, clock.now());
          rateLimitedUntil = Math.max(rateLimitedUntil, clock.elapsed() + (failure.retryAfterMs ?? 0));
          throw failure;
        }
      },
      {
        clock,
        signal,
        policy: { attempts: ATTEMPTS, delayMs: backOff, totalMs: deadline - clock.elapsed() },
        shouldRetry: retryTemporary,
        onRetry: ({ error, attempt, delayMs }) => {
          log.warn(
            { model, error: (error as Error).message, tries: attempt, delayMs },
            'A request to the model server failed, will retry',
          );
        },
      },
    );
}

/** A request that failed for a possibly temporary reason. */
class RequestFailure extends TemporaryError {
  /** @param reason completes a sentence that begins with "The model server" */
  constructor(reason: string, retryAfterMs?: number) {
    super(`The model server ${reason}`, { retryAfterMs });
  }
}

function responseFormat(
  mode: Mode,
  { name, schema }: Shape,
): Pick<OpenAI.ChatCompletionCreateParamsNonStreaming, 'response_format'> {
  if (mode === 'text') return {};
  if (mode === 'json_object') return { response_format: { type: 'json_object' } };
  return {
    response_format: {
      type: 'json_schema',
      json_schema: { name, strict: true, schema },
    },
  };
}

/** The maximum length of a server's error code in our errors, in UTF-16 code units. */
const MAX_CODE = 100;

/**
 * Converts the error of a failed request to a `RequestFailure`.
 * @throws {SummaryError} if a retry would not help
 */
function readFailure(error: unknown, now: number): RequestFailure {
  // The client does not wrap errors that occur while it reads the body.
  if (!(error instanceof OpenAI.APIError)) {
    if (error instanceof TransportError) return new RequestFailure(error.reason);
    const timedOut = error instanceof Error && (error.name === 'TimeoutError' || error.name === 'AbortError');
    return new RequestFailure(timedOut ? 'did not answer within the timeout' : 'sent an invalid response');
  }
  if (error instanceof OpenAI.APIUserAbortError || error instanceof OpenAI.APIConnectionTimeoutError) {
    return new RequestFailure('did not answer within the timeout');
  }
  const { status } = error;
  if (status === undefined) {
    const { cause } = error;
    return new RequestFailure(cause instanceof TransportError ? cause.reason : 'could not be reached');
  }
  if (status === 429 && error.code !== 'insufficient_quota') {
    return new RequestFailure('answered 429: rate limited', retryAfterOf(error.headers, now));
  }
  if (status === 408 || status === 409 || status >= 500) {
    return new RequestFailure(`answered ${status}`, retryAfterOf(error.headers, now));
  }
  const code = error.code ? ` (${String(error.code).slice(0, MAX_CODE)})` : '';
  throw new SummaryError('rejected', `The model server answered ${status}${code}`);
}
