import { DiscordAPIError, RateLimitError, type REST, type RouteLike } from 'discord.js';
import { SetupError, TemporaryError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import { isKnownCode } from '../message.ts';

/** Attempts of one request, and the first pause between them, in milliseconds. */
const ATTEMPTS = 3;
const BACK_OFF = 250;
/** One attempt after one that took too long, reading its body included. */
const ATTEMPT_TIMEOUT = 8_000;
/**
 * The others, with their wait for a turn: answers take tenths of a second. A message that was made all the same is
 * not made again, as it has a nonce.
 */
const FIRST_TIMEOUT = 4_000;
/**
 * discord.js waits by itself for rate limits up to this; longer ones are waited for without holding a claim. Less
 * than the first time-out: it sleeps to the end, and sees only then that the attempt was given up.
 */
export const MAX_LIMIT = 3_000;

/** Pauses of what has to be done at some time, in milliseconds. */
const FIRST_WAIT = 5_000;
const MAX_WAIT = 15 * MINUTE;

/** Discord has too much to do, whatever the status says (topics/opcodes-and-status-codes). */
const OVERLOADED = [20028, 20029, 40062, 130000, 30046];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export interface Body {
  readonly body?: unknown;
  readonly query?: URLSearchParams;
  /** No attempt begins after this instant, in milliseconds since the epoch. */
  readonly until?: number;
  /** At most so many, if not as many as usual. */
  readonly attempts?: number;
}

/**
 * One request of Discord's REST API, tried again where that may help. Only what may be repeated belongs here.
 * @throws {DiscordAPIError} if Discord says no, with its code
 * @throws {TemporaryError} if it cannot be had now
 * @throws {SetupError} if the token is not taken
 */
export type DiscordCall = (method: Method, route: RouteLike, options?: Body) => Promise<unknown>;

/** The `rest` must have been told not to retry by itself: it does so without a pause. */
export function createDiscordCall({
  rest,
  clock,
  signal,
}: {
  readonly rest: REST;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): DiscordCall {
  let last = 0;
  return async (
    method,
    route,
    { until = Number.POSITIVE_INFINITY, attempts = ATTEMPTS, ...options } = {},
  ) => {
    const now = clock.now();
    // discord.js keeps the instants at which limits end: a clock that was set back must not make it wait for them.
    if (now < last) {
      rest.handlers.clear();
      rest.globalReset = -1;
    }
    last = now;
    let timeout = FIRST_TIMEOUT;
    let mayBeDone = false;
    for (let attempt = 1; ; attempt += 1) {
      signal.throwIfAborted();
      if (clock.now() > until) throw new TemporaryError(`There is no time left to ask Discord for ${route}`);
      const late = AbortSignal.timeout(timeout);
      try {
        const limit = AbortSignal.any([signal, late]);
        // @ts-expect-error its `method` is an enum of these words
        const answer: unknown = await rest.request({ method, fullRoute: route, signal: limit, ...options });
        // What is not JSON comes as it is: nothing at all is an answer, a proxy's page is none.
        if (!(answer instanceof ArrayBuffer) || answer.byteLength === 0) return answer;
        throw new TemporaryError('Discord answered with something that is not JSON');
      } catch (error) {
        signal.throwIfAborted();
        if (late.aborted) timeout = ATTEMPT_TIMEOUT;
        const problem = onlyThis(classify(error), mayBeDone);
        mayBeDone ||= problem instanceof TemporaryError && !problem.isUndone;
        const pause = BACK_OFF * 4 ** (attempt - 1);
        const mayGoOn = attempt < attempts && clock.now() + pause <= until;
        if (!(problem instanceof TemporaryError) || problem.retryAfterMs || !mayGoOn) throw problem;
        await clock.sleep(pause, signal);
      }
    }
  };
}

/** Tries something again and again, with growing pauses, as long as its failures are temporary. */
export async function retryForever(
  { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, MAX_WAIT)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TemporaryError)) throw error;
      log.warn({ error: error.message, wait }, 'Discord has to be asked again later');
      await clock.sleep(Math.max(wait, error.retryAfterMs ?? 0), signal);
    }
  }
}

/** That the last attempt did nothing says nothing of those before it. */
function onlyThis(problem: unknown, mayBeDone: boolean): unknown {
  if (!mayBeDone || !(problem instanceof TemporaryError) || !problem.isUndone) return problem;
  return new TemporaryError(problem.message, { retryAfterMs: problem.retryAfterMs });
}

/** What a failed request means: an answer of Discord's as it is, or one of our own errors. */
function classify(error: unknown): unknown {
  if (error instanceof TemporaryError || error instanceof TypeError) return error;
  if (isInvalidToken(error)) {
    return new SetupError('Discord does not take the bot token (401): set DISCORD_TOKEN to the one of now');
  }
  if (error instanceof RateLimitError) {
    const { retryAfter, timeToReset, sublimitTimeout, route } = error;
    const retryAfterMs = retryAfter > 0 ? Math.max(retryAfter, timeToReset, sublimitTimeout) : undefined;
    return new TemporaryError(`Discord limits the rate of ${route}`, { retryAfterMs, isUndone: true });
  }
  if (error instanceof DiscordAPIError && isAnswer(error)) return error;
  return new TemporaryError(`Discord could not be asked: ${(error as Error).message}`);
}

/** discord.js forgets a token that was refused, and then fails before it asks. */
export function isInvalidToken(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  return error instanceof Error && /Expected token to be set|invalid token/i.test(error.message);
}

/** False for what passes, for what a proxy on the way said, and for refusals whose meaning nobody here knows. */
const isAnswer = ({ code, status }: DiscordAPIError): boolean =>
  typeof code === 'number' && (isKnownCode(code) || status === 400) && !OVERLOADED.includes(code);
