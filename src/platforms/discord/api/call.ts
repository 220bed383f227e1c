import { DiscordAPIError, RateLimitError, type REST, type RouteLike } from 'discord.js';
import { retryTemporary, SetupError, TemporaryError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { MINUTE, SECOND } from '../../../lib/duration.ts';
import type { Log } from '../../../lib/log.ts';
import { isNotConnected } from '../../../lib/network/not-connected.ts';
import { exponential, retry } from '../../../lib/retry.ts';
import { isKnownCode, toRefusal } from '../errors.ts';

/** The number of attempts per request, and the pauses between them. */
const ATTEMPTS = 3;
const PAUSES = exponential(0.25 * SECOND, { factor: 4 });
/** The timeout of a request's attempts after one of them has timed out, in milliseconds. */
const SLOW_TIMEOUT = 8 * SECOND;
/**
 * The timeout of a request's attempts until one of them times out, in milliseconds. It includes the wait for the rate
 * limiter and the reading of the body; Discord usually responds within a few tenths of a second. If Discord creates a
 * message after the timeout, the nonce prevents the retry from creating a second one.
 */
const USUAL_TIMEOUT = 3 * SECOND;
/**
 * The longest time that discord.js waits for a rate limit, in milliseconds; longer waits are left to the caller. It
 * is shorter than USUAL_TIMEOUT, because discord.js notices only after the wait that the attempt has timed out.
 */
export const MAX_RATE_LIMIT_WAIT = 2 * SECOND;

/** The pauses of `retryForever`. */
const LONG_PAUSES = exponential(5 * SECOND, { maxMs: 15 * MINUTE });

/** Error codes for a rate limit, whatever the HTTP status (topics/opcodes-and-status-codes). */
const RATE_LIMIT_CODES: readonly (string | number)[] = [20022, 20028, 20029, 40062, 30046];
/** The error code for an overload, whatever the HTTP status. */
const OVERLOADED = 130000;

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
export interface RequestOptions {
  readonly body?: unknown;
  readonly query?: URLSearchParams;
  /** No attempt starts after this time, a value of `clock.elapsed()` in milliseconds. */
  readonly until?: number;
  /** The maximum number of attempts, if it differs from the default. */
  readonly attempts?: number;
  /** The timeout of each attempt, in milliseconds, if it differs from the default. */
  readonly timeoutMs?: number;
}

/**
 * Makes one request to Discord's REST API, with retries: use it only for requests that are safe to repeat.
 * @throws {DiscordAPIError} if Discord rejects the request; `code` is Discord's error code
 * @throws {TemporaryError} if the request might succeed later
 * @throws {SetupError} if the token is invalid
 */
export type DiscordCall = (method: Method, route: RouteLike, options?: RequestOptions) => Promise<unknown>;

/** Errors that Discord returned to a repeated request whose earlier attempt got no answer. */
const uncertain = new WeakSet<Error>();

/** Returns true if a request that failed with this error might have been carried out by an earlier attempt. */
export const mightBeDone = (error: unknown): boolean => error instanceof Error && uncertain.has(error);

/** Creates a `DiscordCall`. `rest` must be configured not to retry, because discord.js retries without a pause. */
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

  /**
   * Clears discord.js's rate limits if the wall clock was set back: discord.js stores their ends in wall time, so it
   * would wait too long.
   */
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
    {
      body,
      query,
      until = Number.POSITIVE_INFINITY,
      attempts = ATTEMPTS,
      timeoutMs: usual = USUAL_TIMEOUT,
    } = {},
  ): Promise<unknown> => {
    forgetLimitsIfSetBack();
    let timeoutMs = usual;
    let isUncertain = false;

    async function attempt(): Promise<unknown> {
      if (clock.elapsed() > until)
        throw new TemporaryError(`The deadline passed before the request to Discord (${route})`, {
          isUndone: !isUncertain,
          isUnrelated: !isUncertain,
        });
      const timeout = AbortSignal.timeout(timeoutMs);
      try {
        const response: unknown = await rest.request({
          // @ts-expect-error the type is an enum of these strings
          method,
          fullRoute: route,
          body,
          query,
          signal: AbortSignal.any([signal, timeout]),
        });
        // If a body is not JSON, discord.js returns its bytes. An empty body is valid (204); any other comes from a
        // proxy.
        if (!(response instanceof ArrayBuffer) || response.byteLength === 0) return response;
        throw new TemporaryError('Discord sent a response that is not JSON');
      } catch (error) {
        signal.throwIfAborted();
        if (timeout.aborted) timeoutMs = SLOW_TIMEOUT;
        const problem = classify(error, timeout.aborted);
        if (!(problem instanceof TemporaryError)) {
          if (isUncertain && problem instanceof Error) uncertain.add(problem);
          throw problem;
        }
        // This attempt had no effect, but an earlier attempt might have had one, so `isUndone` must be false.
        if (isUncertain && problem.isUndone) {
          throw new TemporaryError(problem.message, { retryAfterMs: problem.retryAfterMs });
        }
        isUncertain ||= !problem.isUndone;
        throw problem;
      }
    }

    return retry(attempt, {
      clock,
      signal,
      policy: { attempts, delayMs: PAUSES, totalMs: until - clock.elapsed() },
      // If Discord requires a pause, the caller decides whether to wait. A refusal would only be repeated.
      shouldRetry: (error) =>
        error instanceof TemporaryError && !error.retryAfterMs && !isRefusal(error) ? {} : null,
    });
  };
}

/** Runs `work`, and runs it again after a pause for as long as it fails with a `TemporaryError`. */
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
      log.warn({ error: (error as Error).message, delayMs }, 'A request to Discord failed, will retry');
    },
  });
}

/** Returns the error to throw for a failed request: the original error or one of our own. */
function classify(error: unknown, isTimeout: boolean): unknown {
  if (error instanceof TemporaryError || error instanceof TypeError) return error;
  if (isInvalidToken(error)) {
    return new SetupError('Discord refused the bot token (401): set DISCORD_TOKEN to the current one');
  }
  if (error instanceof RateLimitError) {
    const { retryAfter, timeToReset, sublimitTimeout, route } = error;
    const retryAfterMs = retryAfter > 0 ? Math.max(retryAfter, timeToReset, sublimitTimeout) : undefined;
    return new TemporaryError(`Discord ${route} is rate limited`, {
      retryAfterMs,
      isUndone: true,
      isUnrelated: true,
    });
  }
  if (error instanceof DiscordAPIError && isFinal(error)) return error;
  if (error instanceof DiscordAPIError && isUnknownRefusal(error)) return toRefusal(error);
  const isLimit = error instanceof DiscordAPIError && RATE_LIMIT_CODES.includes(error.code);
  const isUnrelated = isLimit || isNotConnected(error);
  const words = isTimeout ? 'timed out' : describeFailure(error as Error & { readonly status?: unknown });
  return new TemporaryError(`The request to Discord failed: ${words}`, {
    isUndone: isUnrelated,
    isUnrelated,
  });
}

/** Returns what is known about a failure; the message of a failed HTTP request can be empty. */
const describeFailure = ({ status, message }: Error & { readonly status?: unknown }): string =>
  [status, message].filter(Boolean).join(' ');

const isRefusal = ({ isUndone, isUnrelated }: TemporaryError) => isUndone && !isUnrelated;

/**
 * Returns true for a 401, and for the errors that follow one: after a 401, discord.js discards the token and fails
 * without making a request.
 */
export function isInvalidToken(error: unknown): boolean {
  if (error instanceof DiscordAPIError) return error.status === 401;
  return error instanceof Error && /Expected token to be set|invalid token/i.test(error.message);
}

/** Returns false for transient errors, proxy errors, and unknown codes with a status other than 400. */
const isFinal = (error: DiscordAPIError): boolean =>
  hasCode(error) && (isKnownCode(Number(error.code)) || error.status === 400);

/** Returns true if Discord's API, not a proxy, refused a request with a code that we do not know. */
const isUnknownRefusal = (error: DiscordAPIError): boolean =>
  hasCode(error) && error.code !== 0 && error.status < 500;

const hasCode = ({ code }: DiscordAPIError): boolean =>
  typeof code === 'number' && !RATE_LIMIT_CODES.includes(code) && code !== OVERLOADED;
