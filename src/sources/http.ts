import { fetch, type Response } from 'undici';
import { TemporaryError } from '../domain/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import { describeFailure, through } from '../lib/network/failure.ts';
import type { Network } from '../lib/network/network.ts';
import { createJsonCounter } from '../lib/network/parse-json.ts';
import { describeRedirect, isRedirect, redirectTarget } from '../lib/network/redirect.ts';
import { retry } from '../lib/retry.ts';
import { retryAfterOf } from '../lib/retry-after.ts';

export interface HttpLimits {
  /** The maximum timeout of an attempt, from connecting to the last byte, in milliseconds. */
  readonly attemptMs: number;
  /**
   * The timeout of the first attempt, in milliseconds; it doubles after each timeout. Fetching a list takes a second or
   * two.
   */
  readonly firstMs: number;
  /**
   * The time limit for all attempts and pauses, in milliseconds. Hugging Face's rate-limit window is 5 minutes
   * (hub-docs, rate-limits).
   */
  readonly totalMs: number;
  readonly attempts: number;
  /**
   * The limit for the decompressed body, in bytes: a small compressed body can expand to any size, so limiting the
   * compressed size would not help.
   */
  readonly maxBytes: number;
}

/**
 * The limits of a response's JSON, while it arrives. The largest recorded entry has 779 values in 6 levels: these
 * limits allow 100 such entries, and five times as many levels.
 */
const JSON_LIMITS = { depth: 30, values: 100_000 } as const;

const LIMITS: HttpLimits = {
  attemptMs: 30 * SECOND,
  firstMs: 3 * SECOND,
  totalMs: 15 * 60 * SECOND,
  attempts: 5,
  // Five times the size of 100 entries like those of the largest recorded list, which has 359 kB for 50.
  maxBytes: 4 * 1024 * 1024,
};

/** The maximum number of redirects to follow for one request. */
const MAX_REDIRECTS = 5;

export interface HttpDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly network: Network;
}

export interface Http {
  /**
   * Returns the body of a successful response as text, if it is within the limits of a JSON text.
   * @throws {TemporaryError} if there is no such response, even after retries
   */
  getText(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<string>;
  /** Like `getText`, but returns null for a 404. */
  findText(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<string | null>;
}

/**
 * Creates a client for GET requests with a total deadline, a size limit, and retries that wait as long as the server
 * asks. It follows redirects within the same origin, and from http to https of the same host.
 */
export function createHttp({ clock, log, network }: HttpDeps, limits: HttpLimits = LIMITS): Http {
  const dispatcher = network.createDispatcher();

  async function request(
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<string | null> {
    try {
      const response = await follow(url, headers, signal);
      if (response.ok) return await readText(response, limits.maxBytes);
      await response.body?.cancel();
      const { status } = response;
      if (status === 404) return null;
      throw new RequestFailure(`answered ${status}${through(network.proxyFor(url))}`, {
        isFinal: status !== 429 && status < 500,
        retryAfterMs: retryAfterOf(response.headers, clock.now()),
      });
    } catch (error) {
      if (error instanceof RequestFailure || error instanceof TemporaryError) throw error;
      throw new RequestFailure(describeFailure(error, network.proxyFor(url)));
    }
  }

  /** Makes one request, and follows its redirects if they lead to the server that may get `headers`. */
  async function follow(first: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Response> {
    let url = first;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
      const response = await fetch(url, { dispatcher, headers, signal, redirect: 'manual' });
      if (!isRedirect(response.status)) return response;
      await response.body?.cancel();
      const location = response.headers.get('location');
      const target = redirectTarget(url, location);
      if (!target)
        throw new RequestFailure(describeRedirect(url, response.status, location), { isFinal: true });
      url = target;
    }
    throw new RequestFailure(`redirected more than ${MAX_REDIRECTS} times`, { isFinal: true });
  }

  async function findText(
    url: URL,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<string | null> {
    let attemptMs = limits.firstMs;
    let tries = 0;
    const attempt = async () => {
      tries += 1;
      const timeout = AbortSignal.timeout(Math.min(attemptMs, limits.attemptMs));
      try {
        return await request(url, headers, signal ? AbortSignal.any([signal, timeout]) : timeout);
      } finally {
        if (timeout.aborted) attemptMs *= 2;
      }
    };
    try {
      return await retry(attempt, {
        clock,
        signal,
        policy: { attempts: limits.attempts, delayMs: backOff, totalMs: limits.totalMs },
        shouldRetry: (error) =>
          error instanceof RequestFailure && !error.isFinal ? { afterMs: error.retryAfterMs } : null,
        onRetry: ({ error, attempt, delayMs }) =>
          log.warn(
            { url: url.href, error: (error as Error).message, delayMs, tries: attempt },
            'A request to Hugging Face failed, will retry',
          ),
      });
    } catch (error) {
      if (!(error instanceof RequestFailure)) throw error;
      throw new TemporaryError(`${url.host} ${error.message} (attempts: ${tries})`, {
        retryAfterMs: error.retryAfterMs,
      });
    }
  }

  return {
    findText,
    async getText(url, headers, signal) {
      const text = await findText(url, headers, signal);
      if (text === null) throw new TemporaryError(`${url.host} answered 404`);
      return text;
    },
  };
}

/** The error of a request that got no usable response. Its message continues a sentence that begins with the host. */
class RequestFailure extends Error {
  /** True if another attempt would not help. */
  readonly isFinal: boolean;
  /** How long the server asked us to wait, in milliseconds. */
  readonly retryAfterMs: number | undefined;

  constructor(
    message: string,
    { isFinal = false, retryAfterMs }: { isFinal?: boolean; retryAfterMs?: number | undefined } = {},
  ) {
    super(message);
    this.isFinal = isFinal;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * Returns the pause before a retry: 0.25 s, 0.5 s, 1 s … with jitter, so that many bots do not retry at the same moment.
 */
const backOff = (failures: number) => Math.round(SECOND * 2 ** (failures - 3) * (1 + Math.random() / 2));

async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  const counter = createJsonCounter({ ...JSON_LIMITS, bytes: maxBytes });
  let text = '';
  for await (const chunk of response.body ?? []) {
    try {
      counter.add(chunk);
    } catch (error) {
      throw new TemporaryError(`${new URL(response.url).host} ${(error as Error).message}`);
    }
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
