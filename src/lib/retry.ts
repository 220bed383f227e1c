import type { Clock } from './clock.ts';

/** How often and how long to retry, as data. */
export interface RetryPolicy {
  /** All attempts, the first one included. */
  readonly attempts: number;
  /** The pause before retry 1, 2, 3 …, in milliseconds. */
  readonly delayMs: (retry: number) => number;
  /** A pause longer than this, in milliseconds, is left to the caller: the error is thrown instead. */
  readonly maxDelayMs?: number;
  /** All attempts and pauses together, in milliseconds of monotonic time: no attempt starts later. */
  readonly totalMs?: number;
}

export interface RetryOptions {
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly policy: RetryPolicy;
  /** Aborting it ends the pause and rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Says whether another attempt makes sense after this one: null for no, otherwise the pause that the other side
   * asked for (undefined: the policy's own).
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
 * Does work until it succeeds; `attempt` is 1 for the first one.
 * @throws the last error if it is not to be retried or the policy is used up; the signal's reason if aborted
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
