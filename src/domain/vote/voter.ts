import type { Place } from '../subscription/subscription.ts';

/**
 * Returns the part of a place within which user ids are unique: on Slack, the enterprise, or the team if there is no
 * enterprise; '' elsewhere, because Discord's user ids are unique everywhere (rule 19).
 */
export const voterScope = ({ platform, workspace }: Pick<Place, 'platform' | 'workspace'>): string =>
  platform === 'slack' ? (workspace.split('.')[0] ?? '') : '';

/** Returns our own id for a user, such as `T0AAAAAAA:U0CCCCCCC` on Slack. */
export function toVoter(place: Pick<Place, 'platform' | 'workspace'>, userId: string): string {
  return [voterScope(place), userId].filter(Boolean).join(':');
}

/** Returns the platform's own id of a user, from an id made by `toVoter`. */
export const toUserId = (voter: string): string => voter.slice(voter.lastIndexOf(':') + 1);
