import type { Clock } from './clock.ts';

export interface RetryPolicy {
  /** The number of attempts, including the first one. */
  readonly attempts: number;
  /** Returns the pause before a retry, in milliseconds; `retry` is 1 for the first retry. */
  readonly delayMs: (retry: number) => number;
  /** The maximum pause, in milliseconds. If the pause would be longer, `retry` throws the error immediately. */
  readonly maxDelayMs?: number;
  /** The limit for all attempts and pauses together, in milliseconds of monotonic time: no attempt starts after it. */
  readonly totalMs?: number;
}

export interface RetryOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly policy: RetryPolicy;
  /** If the signal is aborted, the current pause ends, and `retry` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Returns null if the work must not be retried after this error. `afterMs` is the pause that the server requested;
   * undefined: the policy's pause.
   */
  readonly shouldRetry: (error: unknown, attempt: number) => { readonly afterMs?: number | undefined } | null;
  /** Called before each pause, for logging. */
  readonly onRetry?: (failure: {
    readonly error: unknown;
    readonly attempt: number;
    readonly delayMs: number;
  }) => void;
}

/** Returns a `delayMs` whose pauses start at `firstMs` and are multiplied by `factor` at each retry, up to `maxMs`. */
export const exponential =
  (firstMs: number, { factor = 2, maxMs = Number.POSITIVE_INFINITY } = {}): RetryPolicy['delayMs'] =>
  (retry) =>
    Math.min(firstMs * factor ** (retry - 1), maxMs);

/**
 * Runs the work until it succeeds; `attempt` is 1 for the first attempt.
 * @throws the last error if `shouldRetry` returns null or the policy does not allow another attempt; the signal's
 *   reason if the signal is aborted
 */
export async function retry<T>(
  work: (attempt: number) => Promise<T>,
  { clock, policy, signal, shouldRetry, onRetry }: RetryOptions,
): Promise<T> {
  const startedAt = clock.elapsed();
  for (let attempt = 1; ; attempt += 1) {
    signal?.throwIfAborted();
    try {
      return await work(attempt);
    } catch (error) {
      signal?.throwIfAborted();
      const verdict = shouldRetry(error, attempt);
      if (!verdict || attempt >= policy.attempts) throw error;
      const delayMs = verdict.afterMs ?? policy.delayMs(attempt);
      if (delayMs > (policy.maxDelayMs ?? Number.POSITIVE_INFINITY)) throw error;
      if (clock.elapsed() - startedAt + delayMs > (policy.totalMs ?? Number.POSITIVE_INFINITY)) throw error;
      onRetry?.({ error, attempt, delayMs });
      await clock.sleep(delayMs, signal);
    }
  }
}
