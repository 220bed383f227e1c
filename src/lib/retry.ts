import type { Clock } from './clock.ts';

/** A retry policy, as data. */
export interface RetryPolicy {
  /** The number of attempts, including the first one. */
  readonly attempts: number;
  /** The pause before retry 1, 2, 3 …, in milliseconds. */
  readonly delayMs: (retry: number) => number;
  /** A pause longer than this, in milliseconds, is left to the caller: the error is thrown immediately. */
  readonly maxDelayMs?: number;
  /** The limit for all attempts and pauses together, in milliseconds of monotonic time: no attempt starts later. */
  readonly totalMs?: number;
}

export interface RetryOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly policy: RetryPolicy;
  /** If it is aborted, the current pause ends and `retry` rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Decides whether to retry after an error: null for no, otherwise the pause that the server asked for (undefined: use
   * the policy's pause).
   */
  readonly shouldRetry: (error: unknown, attempt: number) => { readonly afterMs?: number | undefined } | null;
  /** Called before each pause, for the log. */
  readonly onRetry?: (failure: {
    readonly error: unknown;
    readonly attempt: number;
    readonly delayMs: number;
  }) => void;
}

/** Pauses that grow by `factor` from `firstMs` up to `maxMs`, in milliseconds. */
export const exponential =
  (firstMs: number, { factor = 2, maxMs = Number.POSITIVE_INFINITY } = {}): RetryPolicy['delayMs'] =>
  (retry) =>
    Math.min(firstMs * factor ** (retry - 1), maxMs);

/**
 * Runs the work until it succeeds; `attempt` is 1 for the first attempt.
 * @throws the last error if it must not be retried or the policy is exhausted; the signal's reason if aborted
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
