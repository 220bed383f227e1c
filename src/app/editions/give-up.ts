import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Log } from '../../lib/log.ts';
import type { SendResult } from '../../ports/publisher.ts';

/**
 * The bot gives up on a message after this many consecutive unexpected failures. Temporary failures, such as those
 * during an outage, do not count.
 */
const MAX_UNEXPECTED_FAILURES = 4;

export interface GiveUpDeps {
  /** The number of consecutive unexpected failures of each message, by delivery key. A restart resets it. */
  readonly unexpectedFailures: Map<string, number>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Makes a publisher call for a message. Any error is unexpected unless it is temporary, the credentials are wrong or
 * the bot is stopping. After too many unexpected errors in a row, the message counts as `messageRejected`, so that it
 * does not block its edition forever.
 * @throws whatever `call` throws, until the bot gives up
 */
export async function orGiveUp<T>(
  { unexpectedFailures, log, signal }: GiveUpDeps,
  key: string,
  call: () => Promise<T>,
): Promise<T | SendResult> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof SetupError || signal.aborted) {
      unexpectedFailures.delete(key);
      throw error;
    }
    const count = (unexpectedFailures.get(key) ?? 0) + 1;
    unexpectedFailures.set(key, count);
    if (count < MAX_UNEXPECTED_FAILURES) throw error;
    log.error({ key, err: error }, 'Skipped a message that keeps failing unexpectedly');
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
}
