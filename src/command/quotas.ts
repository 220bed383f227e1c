import { DAY, HOUR, MINUTE } from '../lib/duration.ts';
import type { Invocation } from './invocation.ts';

/** `most` actions within `withinMs` milliseconds, counted from the first one. */
export interface Limit {
  readonly most: number;
  readonly withinMs: number;
}

/** Limits per user for actions that cost money or time. */
export const LIMITS = {
  search: { most: 30, withinMs: MINUTE },
  /** Showing a paper that has to be fetched or summarised, or an old list that has to be fetched. */
  lookUp: { most: 5, withinMs: HOUR },
  /** Sharing a reply with the channel. */
  share: { most: 5, withinMs: 10 * MINUTE },
  /** Pressing a button of a vote: each press is sent to all open pages. */
  vote: { most: 60, withinMs: MINUTE },
  /** Voting without having a vote on any paper, as all new voters do. */
  firstVote: { most: 30, withinMs: DAY },
} as const satisfies Readonly<Record<string, Limit>>;

/**
 * Limits for all readers of the web page together, in addition to those per reader: without accounts, one person can
 * pretend to be many readers. What costs money is counted as if all of them were one person, with a limit per day.
 */
export const WEB_LIMITS: Readonly<Record<QuotaName, readonly Limit[]>> = {
  search: [{ most: 300, withinMs: MINUTE }],
  lookUp: [LIMITS.lookUp, { most: 40, withinMs: DAY }],
  share: [
    { most: 10, withinMs: 10 * MINUTE },
    { most: 40, withinMs: DAY },
  ],
  vote: [{ most: 600, withinMs: MINUTE }],
  firstVote: [{ most: 300, withinMs: DAY }],
};

/**
 * Counts a user's action against its limits. Returns a function that undoes the user's own count, for actions without a
 * result.
 * @throws {UserError} if a limit is reached: the user's own on this platform, or that of the web page
 */
export type SpendQuota = (
  invocation: Pick<Invocation, 'place' | 'person'>,
  what: QuotaName,
) => Promise<() => Promise<void>>;

export type QuotaName = keyof typeof LIMITS;
