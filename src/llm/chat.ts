import OpenAI from 'openai';
import { retryTemporary, SummaryError, TemporaryError } from '../domain/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import { brokenOffCode, TransportError } from '../lib/network/failure.ts';
import { JsonLimitError } from '../lib/network/parse-json.ts';
import { sleepUntil } from '../lib/rate-limiter.ts';
import { retry } from '../lib/retry.ts';
import type { Cache } from '../ports/cache.ts';
import type { ModelWatch } from '../ports/summarizer.ts';
import { FaultError } from './fault.ts';
import { createForms } from './forms.ts';
import type { ChatMessage, Shape } from './protocol.ts';
import { type Completion, createSend, type SendDeps, type SendOptions } from './send.ts';
import { problemOfRefusal } from './watch/problem.ts';
import { watchSend } from './watch/watch-send.ts';

export type { Completion } from './send.ts';

const ATTEMPTS = 3;
/**
 * Returns the pause before a retry: 0.25 s, then 0.5 s, with jitter, so that many requests do not retry at the same
 * moment.
 */
const backOff = (failures: number) => (SECOND / 4) * 2 ** (failures - 1) * (1 + Math.random() / 2);

export type ChatOptions = SendOptions;

export interface ChatDeps extends SendDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly cache: Cache;
  /** Watches the requests; undefined: nobody does. */
  readonly watch?: ModelWatch | undefined;
}

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
export function createChat(
  { clock, log, cache, network, onUsage, watch }: ChatDeps,
  options: ChatOptions,
): Chat {
  const { model } = options;
  const bare = createSend({ clock, network, onUsage }, options);
  const send = watch ? watchSend(bare, watch) : bare;
  const ask = createForms({ clock, log, cache, send }, `llm/mode/${bare.url}/${model}`, model);
  /** When the server's rate limit for us ends, in milliseconds of `clock.elapsed()`. */
  let rateLimitedUntil = Number.NEGATIVE_INFINITY;
  let rateLimitedAt = Number.NEGATIVE_INFINITY;

  async function waitForRateLimit(deadline: number, signal?: AbortSignal): Promise<void> {
    const limitedMs = Math.max(rateLimitedUntil - clock.elapsed(), 0);
    const isOver = (watch?.answeredAt() ?? Number.NEGATIVE_INFINITY) > rateLimitedAt;
    if (limitedMs > 0 && rateLimitedUntil > deadline && isOver) {
      // A probe has been answered: the limit was lifted before its time.
      rateLimitedUntil = Number.NEGATIVE_INFINITY;
    } else if (limitedMs > 0 && rateLimitedUntil > deadline) {
      const reason = 'asked for a longer pause than there is time for (rate limited)';
      watch?.refused({ cause: 'rate-limit', words: reason });
      throw new RequestFailure(reason, limitedMs);
    }
    await sleepUntil(clock, rateLimitedUntil, signal);
  }

  return (messages, shape, deadline, signal) => {
    let sent = 0;
    const beforeSend = async () => {
      const problem = await watch?.ready();
      if (problem) throw new ServerDown(`is unhealthy: it ${problem.words}`);
      await waitForRateLimit(deadline, signal);
      sent += 1;
    };
    return retry(
      async () => {
        try {
          return await ask({ messages, shape, signal, beforeSend });
        } catch (error) {
          const problem = problemOfRefusal(error);
          if (problem) watch?.refused(problem);
          const failure = readFailure(error, sent === 1);
          const until = clock.elapsed() + (failure.retryAfterMs ?? 0);
          if (until > rateLimitedUntil) [rateLimitedUntil, rateLimitedAt] = [until, clock.elapsed()];
          throw failure;
        }
      },
      {
        clock,
        signal,
        policy: { attempts: ATTEMPTS, delayMs: backOff, totalMs: deadline - clock.elapsed() },
        // A server that refuses each format with an error of its own has had its attempts.
        shouldRetry: (error) =>
          error instanceof ServerDown ||
          (error instanceof RequestFailure && error.isRefusal && sent >= ATTEMPTS)
            ? null
            : retryTemporary(error),
        onRetry: ({ error, attempt, delayMs }) => {
          log.warn(
            { model, error: (error as Error).message, tries: attempt, delayMs },
            'A request to the model server failed, will retry',
          );
        },
      },
    );
  };
}

/** A request that failed for a possibly temporary reason. */
class RequestFailure extends TemporaryError {
  /** True if the server refused the request as it is. */
  readonly isRefusal: boolean;

  /** @param reason completes a sentence that begins with "The model server" */
  constructor(reason: string, retryAfterMs?: number, isRefusal = false) {
    super(`The model server ${reason}`, { retryAfterMs });
    this.isRefusal = isRefusal;
  }
}

/** A request that was not sent, because the server is known not to answer. */
class ServerDown extends RequestFailure {}

/**
 * Converts the error of a failed request to a `RequestFailure`.
 * @param isFirst true for the first request of a question
 * @throws {SummaryError} if a retry would not help
 */
function readFailure(error: unknown, isFirst: boolean): RequestFailure {
  if (error instanceof RequestFailure) return error;
  if (error instanceof FaultError) return toFailure(error, isFirst);
  if (error instanceof JsonLimitError) return new RequestFailure(error.message);
  const isTimeout =
    error instanceof OpenAI.APIUserAbortError || error instanceof OpenAI.APIConnectionTimeoutError;
  if (isTimeout) return new RequestFailure('did not answer within the timeout');
  const code = brokenOffCode(error);
  if (code) return new RequestFailure(`broke off its answer (${code})`);
  if (!(error instanceof OpenAI.APIError)) return new RequestFailure('sent an invalid response');
  const { cause } = error;
  // The network has its own error for a request without a response: this one is about the body.
  if (cause instanceof TypeError) return new RequestFailure('sent an invalid response');
  return new RequestFailure(cause instanceof TransportError ? cause.reason : 'could not be reached');
}

function toFailure(fault: FaultError, isFirst: boolean): RequestFailure {
  const { kind, status, code, words, retryAfterMs } = fault;
  if (kind === 'rate-limit')
    return new RequestFailure(`answered ${status ?? 429}: rate limited`, retryAfterMs);
  const said = `${status === undefined ? 'sent a response without an answer' : `answered ${status}`}${code ? ` (${code})` : ''}${words ? `: ${words}` : ''}`;
  const isTemporary =
    ['busy', 'failed'].includes(kind) ||
    (kind === 'request' && (status ?? 500) >= 500) ||
    (kind === 'page' && isFirst);
  if (isTemporary) return new RequestFailure(said, retryAfterMs, kind === 'request');
  throw new SummaryError(kind === 'refused' ? 'refused' : 'rejected', `The model server ${said}`);
}
