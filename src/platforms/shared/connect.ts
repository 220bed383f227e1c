import { SetupError, TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import { type RetryPolicy, retry } from '../../lib/retry.ts';

export interface ConnectOptions {
  readonly platform: string;
  /** The platform's name in log sentences. */
  readonly name: string;
  /** The pauses between attempts. */
  readonly delayMs: RetryPolicy['delayMs'];
  readonly clock: Clock;
  readonly log: Log;
  /** Aborts the attempts. */
  readonly signal: AbortSignal;
  /** Called if our credentials are wrong. No further attempt is made, because an operator has to fix them. */
  readonly onFatal: (error: SetupError) => void;
}

/** Calls `connect` until it succeeds, the credentials turn out to be wrong, or the bot stops. Never rejects. */
export async function connectWithRetries(
  connect: () => Promise<void>,
  { platform, name, delayMs, clock, log, signal, onFatal }: ConnectOptions,
): Promise<void> {
  try {
    await retry(connect, {
      clock,
      signal,
      policy: { attempts: Number.POSITIVE_INFINITY, delayMs },
      shouldRetry: (error) => (error instanceof SetupError ? null : {}),
      onRetry({ error, delayMs }) {
        if (error instanceof TemporaryError) {
          log.warn({ platform, error: error.message, delayMs }, `${name} unreachable, will retry`);
        } else log.error({ platform, err: error, delayMs }, `Could not connect to ${name}, will retry`);
      },
    });
  } catch (error) {
    if (!signal.aborted) onFatal(error as SetupError);
  }
}
