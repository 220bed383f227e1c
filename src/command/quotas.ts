import { MINUTE } from '../lib/duration.ts';
import type { Invocation } from './invocation.ts';

/** Limits per user for actions that cost money or time. */
export const LIMITS = {
  search: { most: 30, withinMs: MINUTE },
  /** Showing a paper that has to be fetched or summarised, or an old list that has to be fetched. */
  lookUp: { most: 5, withinMs: 60 * MINUTE },
  /** Sharing a reply with the channel. */
  share: { most: 5, withinMs: 10 * MINUTE },
} as const;

/**
 * Counts a user's action against its limit. Returns a function that undoes the count, for actions without a result.
 * @throws {UserError} if the user has reached the limit on this platform
 */
export type SpendQuota = (
  invocation: Pick<Invocation, 'place' | 'person'>,
  what: QuotaName,
) => Promise<() => Promise<void>>;

export type QuotaName = keyof typeof LIMITS;
