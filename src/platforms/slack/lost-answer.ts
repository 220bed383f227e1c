import { setTimeout } from 'node:timers/promises';
import { SECOND } from '../../lib/duration.ts';

/**
 * How long the answer to a post may take before the bot looks for the message, in milliseconds. Slack usually answers
 * within a few tenths of a second. Like request timeouts, this is real time.
 */
export const LOOK_AFTER = 2.5 * SECOND;

/**
 * Waits for the answer to a post and, if it takes long, looks once for the message in the meantime: Slack can have
 * posted it although the answer is lost, and a timeout would cost several times as long.
 * @param look resolves to what the answer would tell; to null if the message is not there (yet)
 */
export async function answerOrFound<T>(
  answer: Promise<T>,
  look: () => Promise<T | null>,
  afterMs: number,
): Promise<T> {
  const over = new AbortController();
  const found = setTimeout(afterMs, undefined, { signal: over.signal })
    .then(look)
    .catch(() => null)
    .then((message) => message ?? answer);
  try {
    return await Promise.race([answer, found]);
  } finally {
    over.abort();
    // If the message was found, nobody waits for the timeout of the post.
    answer.catch(() => {});
  }
}
