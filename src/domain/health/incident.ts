import { MINUTE } from '../../lib/duration.ts';
/** What passes within this time needs nobody, and what is well for so long is well. */
export const ALERT_AFTER = 5 * MINUTE;

/** What is ill, by name: `discord`, `store` … → why, in English. */
export type HealthProblems = Readonly<Record<string, string>>;

/** A time in which something is ill. Times are milliseconds since the epoch. */
export interface Episode {
  readonly since: number;
  /** Since when nothing is ill any more; null while something is. */
  readonly wellSince: number | null;
  /** The message that tells of it; null while it was not sent. */
  readonly messageId: string | null;
  /** What that message says. */
  readonly told: HealthProblems;
}

/** What is to be done about an episode. */
export interface AlertStep {
  /** As it is now; null where it is over, and nobody was told of it. */
  readonly episode: Episode | null;
  readonly act: 'tell' | 'find' | 'correct' | 'all-well' | null;
}

/**
 * One message when something needs a person, corrected when something else does, and one when all is well again.
 * `mayBeTold`: a message was sent, but its answer did not come.
 */
export function planAlert(
  now: number,
  before: Episode | null,
  ill: HealthProblems,
  mayBeTold = false,
): AlertStep {
  const isUnhealthy = Object.keys(ill).length > 0;
  if (!isUnhealthy && !before) return { episode: null, act: null };
  // A clock that was set back must not make it wait.
  const since = Math.min(before?.since ?? now, now);
  const episode = before
    ? { ...before, since, wellSince: isUnhealthy ? null : Math.min(before.wellSince ?? now, now) }
    : { since, wellSince: null, messageId: null, told: {} };
  const { messageId, wellSince, told } = episode;
  if (messageId === null) {
    if (!isUnhealthy) return mayBeTold ? { episode, act: 'find' } : { episode: null, act: null };
    return { episode, act: now - since >= ALERT_AFTER ? 'tell' : null };
  }
  if (wellSince !== null) return { episode, act: now - wellSince >= ALERT_AFTER ? 'all-well' : null };
  const isNew = Object.keys(ill).some((name) => !Object.hasOwn(told, name));
  return { episode, act: isNew ? 'correct' : null };
}
