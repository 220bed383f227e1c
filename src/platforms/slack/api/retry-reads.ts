import { TemporaryError } from '../../../domain/errors.ts';
import type { Clock } from '../../../lib/clock.ts';
import { SECOND } from '../../../lib/duration.ts';
import { exponential, retry } from '../../../lib/retry.ts';
import type { SlackCall } from './call.ts';

/** The methods that only read, so that a failed call can simply be repeated. Recounts repeat `reactions.get` themselves. */
const READS: readonly string[] = [
  'auth.test',
  'chat.getPermalink',
  'conversations.history',
  'conversations.info',
  'conversations.replies',
  'users.info',
];
/** As for Discord's requests (`createDiscordCall`). */
const ATTEMPTS = 3;
const PAUSES = exponential(0.25 * SECOND);
/** No attempt starts later than this, in milliseconds: a call that has timed out is left to the caller. */
const WITHIN = 2 * SECOND;

/** Returns a `SlackCall` that repeats reads after short pauses, unless Slack asks for a longer one. */
export function retryReads(
  call: SlackCall,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): SlackCall {
  return (method, args) =>
    retry(() => call(method, args), {
      clock,
      signal,
      policy: { attempts: READS.includes(method) ? ATTEMPTS : 1, delayMs: PAUSES, totalMs: WITHIN },
      shouldRetry: (error) => (error instanceof TemporaryError && !error.retryAfterMs ? {} : null),
    });
}
