import { SetupError, TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { type RetryPolicy, retry } from '../../lib/retry.ts';

export interface ConnectOptions {
  /** The platform's name for the log. */
  readonly platform: string;
  /** The pauses between attempts. */
  readonly delayMs: RetryPolicy['delayMs'];
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts the attempts. */
  readonly signal: AbortSignal;
  /** Called if our credentials are wrong, which an operator has to fix; no further attempt is made. */
  readonly onFatal: (error: SetupError) => void;
}

/** Tries to connect until it succeeds, the credentials turn out to be wrong, or the bot stops. Never rejects. */
export async function connectWithRetries(
  connect: () => Promise<void>,
  { platform, delayMs, clock, log, signal, onFatal }: ConnectOptions,
): Promise<void> {
  try {
    await retry(connect, {
      clock,
      signal,
      policy: { attempts: Number.POSITIVE_INFINITY, delayMs },
      shouldRetry: (error) => (error instanceof SetupError ? null : {}),
      onRetry({ error, delayMs: wait }) {
        if (error instanceof TemporaryError) {
          log.warn({ platform, error: error.message, wait }, `${platform} unreachable, retrying`);
        } else log.error({ platform, err: error, wait }, `Connecting to ${platform} failed, retrying`);
      },
    });
  } catch (error) {
    if (!signal.aborted) onFatal(error as SetupError);
  }
}
