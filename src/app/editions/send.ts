import type { FailingMessage } from '../../domain/edition/isolation.ts';
import { TemporaryError } from '../../domain/errors.ts';
import { deliveryWording } from '../../i18n/ko/status.ts';
import { SECOND } from '../../lib/duration.ts';
import { type AttemptDeps, attempt, type OutgoingMessage, type Retry } from './attempt.ts';
import { createClaim, type MessageClaim } from './claim.ts';

/** The pauses before retries within a job, in milliseconds: most temporary failures last only seconds. */
export const SEND_PAUSES = [250, 500, 2_000] as const;
/**
 * The longest pause within a job, in milliseconds. If a longer one is needed, the job fails and the scheduler runs it
 * again later.
 */
const MAX_PAUSE = 10 * SECOND;

export interface SendDeps extends AttemptDeps {
  /**
   * The pauses before retries within a job, in milliseconds; if empty, the job fails at the first temporary failure.
   */
  readonly pauses: readonly number[];
}

/** A message that failed in a way that can be its own fault, or cannot be looked for; the store has counted that. */
export interface Failed {
  readonly state: 'failed';
  readonly error: Error;
  /** False if no send was tried, because the message could not be looked for. */
  readonly wasTried: boolean;
  readonly failing: FailingMessage;
}

/** A message that might exist, and cannot be looked for now because of a rate limit. */
export interface Unclear {
  readonly state: 'unclear';
  readonly error: Error;
}

export type Sent = { readonly state: 'sent' | 'skipped' | 'closed' } | Failed | Unclear;

/**
 * Claims a message, sends it and settles it (docs/architecture.md, rule 8), retrying after short pauses.
 * @param isBehind true if a message before it is failing: then only one attempt is made, with a single request
 * @throws if a later job has to retry, for a reason other than the message; the platform might already have it
 */
export async function sendOnce(deps: SendDeps, message: OutgoingMessage, isBehind = false): Promise<Sent> {
  const claim = createClaim(deps, message.delivery);
  const intention = isBehind ? 'send once' : 'send';
  const pauses = { failures: isBehind ? [] : [...deps.pauses], others: [...deps.pauses] };
  const failed = { send: false, 'look-up': false, 'slow look-up': false };
  try {
    for (;;) {
      const outcome = await attempt(deps, message, claim, intention);
      if (outcome.state !== 'retry') return outcome;
      if (outcome.failed) failed[outcome.failed] = true;
      const isFailure = outcome.failed === 'send' || outcome.failed === 'look-up';
      const pause = (isFailure ? pauses.failures : pauses.others).shift();
      deps.signal.throwIfAborted();
      const delayMs = pause === undefined ? Number.POSITIVE_INFINITY : (outcome.afterMs ?? pause);
      if (delayMs > MAX_PAUSE) {
        return await end(claim, outcome, failed);
      }
      await pauseBefore(deps, message, claim, outcome, delayMs);
    }
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** Releases the claim after the last attempt of a job, and counts a failure if there was one. */
async function end(
  claim: MessageClaim,
  { error, isUnsent }: Retry,
  failed: Readonly<Record<NonNullable<Retry['failed']>, boolean>>,
): Promise<Failed | Unclear> {
  const wasTried = failed.send;
  const isFailure = wasTried || failed['look-up'];
  const failing = isFailure ? await claim.fail({ reason: describe(error), isUnsent, wasTried }) : null;
  if (failing) return { state: 'failed', error, wasTried, failing };
  await claim.release(isUnsent);
  if (failed['slow look-up'] && !isFailure) return { state: 'unclear', error };
  throw error;
}

async function pauseBefore(
  { clock, log, signal }: SendDeps,
  { delivery: { key } }: OutgoingMessage,
  claim: MessageClaim,
  { error, isUnsent }: Retry,
  delayMs: number,
): Promise<void> {
  await claim.release(isUnsent);
  log.warn(
    { key, error: error.message, delayMs, lookFirst: !isUnsent },
    'Could not send a message or confirm that it arrived, will retry',
  );
  await clock.sleep(delayMs, signal);
}

/**
 * Leaves out a message that keeps failing while others pass, unless the platform has it after all. If the message might
 * exist and cannot be looked for, returns the error: then it stays unsettled.
 * @param failed its last failure in this job, if there was one
 */
export async function leaveOut(
  deps: SendDeps,
  message: OutgoingMessage,
  failed: Failed | null,
): Promise<'sent' | 'skipped' | 'closed' | Error> {
  const { clock, log, signal } = deps;
  const { key } = message.delivery;
  const claim = createClaim(deps, message.delivery);
  const { error } = failed ?? {};
  // The message can still appear.
  const asked = error instanceof TemporaryError ? error.retryAfterMs : undefined;
  if (asked && asked <= MAX_PAUSE) await clock.sleep(asked, signal);
  try {
    const outcome = await attempt(deps, message, claim, 'leave out');
    if (outcome.state === 'retry') return outcome.error;
    if (outcome.state === 'skipped') {
      const fields = error instanceof TemporaryError ? { key, error: error.message } : { key, err: error };
      log.error(fields, 'Left out a message that keeps failing while others pass');
    }
    return outcome.state;
  } finally {
    await claim.release();
  }
}

/** Returns the reason of a failure in Korean, with the platform's own words if there are any. */
function describe(error: Error): string {
  if (!(error instanceof TemporaryError)) return deliveryWording.notSent;
  return error.reason ?? deliveryWording.failed(error.message);
}
