import { DiscordAPIError, RateLimitError, type REST, type RouteLike } from 'discord.js';
import { retryTemporary, SetupError, TemporaryError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import { exponential, retry } from '../../../lib/retry.ts';
import { isKnownCode } from '../errors.ts';

/** Attempts of one request, and the pauses between them. */
const ATTEMPTS = 3;
const PAUSES = exponential(0.25 * SECOND, { factor: 4 });
/** The timeout of an attempt that follows one which timed out, reading the body included, in milliseconds. */
const SLOW_TIMEOUT = 8 * SECOND;
/**
 * The timeout of all other attempts, waiting for the rate limiter included: responses take tenths of a second. A message
 * that Discord creates after a timeout is not created again, thanks to its nonce.
 */
const USUAL_TIMEOUT = 4 * SECOND;
/**
 * The longest rate limit that discord.js waits for by itself, in milliseconds; the caller waits for longer ones. It is
 * below the timeout because discord.js sleeps to the end and only then sees that the attempt has timed out.
 */
export const MAX_RATE_LIMIT_WAIT = 3 * SECOND;

/** The pauses of `retryForever`. */
const LONG_PAUSES = exponential(5 * SECOND, { maxMs: 15 * MINUTE });

/** Discord is overloaded, whatever the status says (topics/opcodes-and-status-codes). */
const OVERLOADED_CODES = [20028, 20029, 40062, 130000, 30046];

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export interface RequestOptions {
  readonly body?: unknown;
  readonly query?: URLSearchParams;
  /** No attempt starts after this instant of the clock's `elapsed()`, in milliseconds. */
  readonly until?: number;
  /** The most attempts, if not as many as usual. */
  readonly attempts?: number;
}

/**
 * One request of Discord's REST API, with retries: only what can safely be repeated belongs here.
 * @throws {DiscordAPIError} if Discord says no, with its code
 * @throws {TemporaryError} if the request might work later
 * @throws {SetupError} if the token is invalid
 */
export type DiscordCall = (method: Method, route: RouteLike, options?: RequestOptions) => Promise<unknown>;

/** `rest` must not retry by itself: discord.js retries without a pause. */
export function createDiscordCall({
  rest,
  clock,
  signal,
}: {
  readonly rest: REST;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}): DiscordCall {
  let lastWallTime = Number.NEGATIVE_INFINITY;

  /** discord.js keeps the ends of rate limits as wall time: after the clock was set back it would wait too long. */
  function forgetLimitsIfSetBack(): void {
    const wallTime = clock.now();
    if (wallTime < lastWallTime) {
      rest.handlers.clear();
      rest.globalReset = -1;
    }
    lastWallTime = wallTime;
  }

  return (
    method,
    route,
    { body, query, until = Number.POSITIVE_INFINITY, attempts = ATTEMPTS } = {},
  ): Promise<unknown> => {
    forgetLimitsIfSetBack();
    let timeoutMs = USUAL_TIMEOUT;
    let mightBeDone = false;

    async function attempt(): Promise<unknown> {
      if (clock.elapsed() > until) throw new TemporaryError(`No time left to ask Discord for ${route}`);
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response: unknown = await rest.request({
          // @ts-expect-error the type is an enum of these words
          method,
          fullRoute: route,
          body,
          query,
          signal: AbortSignal.any([signal, timeout]),
        });
        // discord.js returns a body that is not JSON as bytes. An empty one is valid (204); any other is a proxy's.
        if (!(response instanceof ArrayBuffer) || response.byteLength === 0) return response;
        throw new TemporaryError('Discord answered with something that is not JSON');
      } catch (error) {
        signal.throwIfAborted();
        if (timeout.aborted) timeoutMs = SLOW_TIMEOUT;
        const problem = classify(error);
        if (!(problem instanceof TemporaryError)) throw problem;
        // That this attempt had no effect says nothing about those before it.
        if (mightBeDone && problem.isUndone) {
          throw new TemporaryError(problem.message, { retryAfterMs: problem.retryAfterMs });
        }
        mightBeDone ||= !problem.isUndone;
        throw problem;
      }
    }

    return retry(attempt, {
      clock,
      signal,
      policy: { attempts, delayMs: PAUSES, totalMs: until - clock.elapsed() },
      // The caller decides about a pause that Discord asks for.
      shouldRetry: (error) => (error instanceof TemporaryError && !error.retryAfterMs ? {} : null),
    });
  };
}

/** Repeats work with growing pauses, for as long as it fails with a `TemporaryError`. */
export function retryForever(
  { clock, log, signal }: { readonly clock: Clock; readonly log: Log; readonly signal: AbortSignal },
  work: () => Promise<void>,
): Promise<void> {
  return retry(work, {
    clock,
    signal,
    policy: { attempts: Number.POSITIVE_INFINITY, delayMs: LONG_PAUSES },
    shouldRetry: retryTemporary,
    onRetry({ error, delayMs }) {
      log.warn({ error: (error as Error).message, wait: delayMs }, 'A request to Discord failed, retrying');
    },
  });
}

/** What a failed request means: Discord's own answer, or one of our errors. */
function classify(error: unknown): unknown {
  if (error instanceof TemporaryError || error instanceof TypeError) return error;
  if (isInvalidToken(error)) {
    return new SetupError('Discord refused the bot token (401): set DISCORD_TOKEN to the current one');
  }
  if (error instanceof RateLimitError) {
    const { retryAfter, timeToReset, sublimitTimeout, route } = error;
    const retryAfterMs = retryAfter > 0 ? Math.max(retryAfter, timeToReset, sublimitTimeout) : undefined;
    return new TemporaryError(`${route} of Discord is rate limited`, { retryAfterMs, isUndone: true });
  }
  if (error instanceof DiscordAPIError && isFinal(error)) return error;
  return new TemporaryError(`The request to Discord failed: ${(error as Error).message}`);
}

/** After a 401 discord.js forgets the token, and fails before it asks. */
export function isInvalidToken(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  return error instanceof Error && /Expected token to be set|invalid token/i.test(error.message);
}

/** False for transient errors, proxy errors and unknown codes. */
const isFinal = ({ code, status }: DiscordAPIError): boolean =>
  typeof code === 'number' && (isKnownCode(code) || status === 400) && !OVERLOADED_CODES.includes(code);
