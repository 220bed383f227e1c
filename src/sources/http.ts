import { Agent, fetch, type Response } from 'undici';
import { TemporaryError } from '../domain/errors.ts';
import type { Clock } from '../lib/clock.ts';
import { SECOND } from '../lib/duration.ts';
import type { Log } from '../lib/log.ts';
import { retryAfterOf } from '../lib/retry-after.ts';

export interface HttpLimits {
  /** One attempt, from connecting to the last byte. */
  readonly attemptMs: number;
  /** The first one, as a list takes a second or two; twice as long after each that took too long. */
  readonly firstMs: number;
  /** All attempts and the waits between them. Hugging Face's rate-limit window is 5 minutes (hub-docs, rate-limits). */
  readonly totalMs: number;
  readonly attempts: number;
  /** Of the decompressed body. */
  readonly maxBytes: number;
}

const LIMITS: HttpLimits = {
  attemptMs: 30 * SECOND,
  firstMs: 3 * SECOND,
  totalMs: 15 * 60 * SECOND,
  attempts: 5,
  maxBytes: 32 * 1024 * 1024,
};

export interface Http {
  /**
   * The body of a 200 as text.
   * @throws {TemporaryError} for anything else, after retries where they make sense
   */
  getText(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<string>;
  /** The same, but null for a 404. */
  findText(url: URL, headers: Record<string, string>, signal?: AbortSignal): Promise<string | null>;
  close(): Promise<void>;
}

/** GET over undici with a total deadline, a size cap, and retries that wait as long as the server asks. */
export function createHttp({ clock, log }: { clock: Clock; log: Log }, limits: HttpLimits = LIMITS): Http {
  const dispatcher = new Agent({ connect: { timeout: 10 * SECOND } });

  async function attempt(
    url: URL,
    headers: Record<string, string>,
    signal: AbortSignal,
  ): Promise<string | Failure> {
    try {
      const response = await fetch(url, { dispatcher, headers, signal });
      if (response.ok) return await readText(response, limits.maxBytes);
      await response.body?.cancel();
      const retry = response.status === 429 || response.status >= 500;
      return {
        retry,
        isMissing: response.status === 404,
        waitMs: retryAfterOf(response.headers, clock.now()),
        reason: `answered ${response.status}`,
      };
    } catch (error) {
      if (error instanceof TemporaryError) throw error;
      return { retry: true, isMissing: false, waitMs: undefined, reason: describe(error) };
    }
  }

  async function findText(
    url: URL,
    headers: Record<string, string>,
    signal?: AbortSignal,
  ): Promise<string | null> {
    const deadline = clock.now() + limits.totalMs;
    let attemptMs = limits.firstMs;
    for (let tries = 1; ; tries += 1) {
      signal?.throwIfAborted();
      const timeout = AbortSignal.timeout(Math.min(attemptMs, limits.attemptMs));
      const result = await attempt(url, headers, signal ? AbortSignal.any([signal, timeout]) : timeout);
      if (typeof result === 'string') return result;
      signal?.throwIfAborted();
      if (result.isMissing) return null;
      if (timeout.aborted) attemptMs *= 2;

      const waitMs = Math.round(result.waitMs ?? backOff(tries));
      if (!result.retry || tries === limits.attempts || clock.now() + waitMs > deadline) {
        throw new TemporaryError(`${url.host} ${result.reason} (${tries} tries)`, {
          retryAfterMs: result.waitMs,
        });
      }
      log.warn(
        { url: url.href, reason: result.reason, waitMs, tries },
        'Request failed, waiting to try again',
      );
      await clock.sleep(waitMs, signal);
    }
  }

  return {
    findText,
    async getText(url, headers, signal) {
      const text = await findText(url, headers, signal);
      if (text === null) throw new TemporaryError(`${url.host} answered 404`);
      return text;
    },
    close: () => dispatcher.close(),
  };
}

interface Failure {
  readonly retry: boolean;
  readonly isMissing: boolean;
  readonly waitMs: number | undefined;
  readonly reason: string;
}

/** 0.5 s, 1 s, 2 s … with a random part, so that many bots do not come back together. */
const backOff = (tries: number) => SECOND * 2 ** (tries - 2) * (1 + Math.random() / 2);

async function readText(response: Response, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes)
      throw new TemporaryError(`${new URL(response.url).host} sent more than ${maxBytes} bytes`);
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}

/** The innermost reason: undici says only "fetch failed" on the outside. */
function describe(error: unknown): string {
  let inner = error;
  while (inner instanceof Error && inner.cause instanceof Error) inner = inner.cause;
  if (!(inner instanceof Error)) return 'failed';
  if (inner.name === 'TimeoutError') return 'did not answer in time';
  const { code } = inner as Error & { code?: string };
  return `could not be reached (${code ?? inner.message})`;
}
