import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import type { Log } from '../../lib/log.ts';
import type { SendResult } from '../../ports/publisher.ts';

/** A message is given up after this many unexpected failures in a row; an outage takes many more claims than that. */
const MAX_UNEXPECTED_FAILURES = 4;

export interface GiveUpDeps {
  /** How often in a row each message has failed unexpectedly, by delivery key. A restart begins at 0. */
  readonly unexpectedFailures: Map<string, number>;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Calls a publisher about a message. Anything but a temporary error, wrong credentials or a stop is a bug: the fourth
 * one in a row counts as `messageRejected`, so that one message does not hold up its edition for ever.
 * @throws whatever `call` throws, until then
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
    log.error({ key, err: error }, 'Message failed unexpectedly too often, leaving it out');
    return { state: 'messageRejected', reason: deliveryWording.notSent };
  }
}
