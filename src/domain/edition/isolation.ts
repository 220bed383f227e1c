import { HOUR, MINUTE } from '../../lib/duration.ts';

/**
 * The number of jobs in which a message must fail before the messages behind it are tried (rule 15). Until then, a
 * short fault delays an edition but does not change its order. Each job makes four attempts (`SEND_PAUSES`), so if 30 %
 * of all requests fail at random, a message gets this far once in two million times.
 */
export const FEW_TRIES = 3;

/**
 * How long a send can take that was accepted just before the platform began to fail, in milliseconds; the longest lease
 * of a claim.
 */
const MAX_SEND_TIME = MINUTE;

/** A message whose sends failed in ways that can be its own fault. Times are milliseconds since the epoch. */
export interface FailingMessage {
  /** The number of jobs in which it failed, or could not be looked for. */
  readonly failures: number;
  readonly failingSince: number;
  /** When a send last failed. */
  readonly failedAt: number;
}

/** The messages that tell whether a failing message or its platform is at fault. Times are null if there is none. */
export interface Neighbours {
  /** When its place first got a message that comes after it, since it began to fail. */
  readonly followedAt: number | null;
  /** When its place last got a message before it began to fail. */
  readonly precededAt: number | null;
  /** True if no other message of its place is failing. */
  readonly isAlone: boolean;
  /** When another place of its platform first got a message, at least `MAX_SEND_TIME` after it began to fail. */
  readonly elsewhereAt: number | null;
  /** True if messages with other content are failing in other places of its platform. */
  readonly failsElsewhere: boolean;
}

/** Returns the start of the time in which a message to another place counts for `Neighbours.elsewhereAt`. */
export const elsewhereFrom = ({ failingSince }: FailingMessage): number => failingSince + MAX_SEND_TIME;

/**
 * Returns true if a failing message is at fault itself, so that it is left out; false if it might be an outage
 * (`test/domain/edition/isolation-table.test.ts` has the same table):
 *
 * | failed jobs | after it at its place | before it, within an hour | failing beside it | other places    | at fault  |
 * |-------------|-----------------------|---------------------------|-------------------|-----------------|-----------|
 * | 1 or 2      | any                   | any                       | any               | any             | no        |
 * | 3 or more   | passes, then it fails | any                       | any               | any             | yes       |
 * | 3 or more   | passes                | any                       | any               | any             | not yet   |
 * | 3 or more   | nothing passes        | nothing passed            | any               | any             | no        |
 * | 3 or more   | nothing passes        | passed                    | others            | any             | no        |
 * | 3 or more   | nothing passes        | passed                    | nothing           | pass            | yes       |
 * | 3 or more   | nothing passes        | passed                    | nothing           | fail            | no        |
 * | 3 or more   | nothing passes        | passed                    | nothing           | nothing is sent | in 1 hour |
 */
export function isOwnFault(
  { failures, failingSince, failedAt }: FailingMessage,
  { followedAt, precededAt, isAlone, elsewhereAt, failsElsewhere }: Neighbours,
): boolean {
  if (failures < FEW_TRIES) return false;
  if (followedAt !== null) return followedAt < failedAt;
  const workedBefore = precededAt !== null && failingSince - precededAt <= HOUR;
  // If several messages of a place fail in a row, the place is more likely at fault than each of them.
  if (!workedBefore || !isAlone) return false;
  if (elsewhereAt !== null) return failedAt - elsewhereAt >= MAX_SEND_TIME;
  return !failsElsewhere && failedAt - failingSince >= HOUR;
}
