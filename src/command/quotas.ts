import { MINUTE } from '../lib/duration.ts';
import type { Invocation } from './invocation.ts';

/** Limits per person on what costs money or time. */
export const LIMITS = {
  search: { most: 30, withinMs: MINUTE },
  /** A paper that has to be fetched and summarised. */
  lookUp: { most: 5, withinMs: 60 * MINUTE },
  /** A reply that everybody in the channel sees. */
  share: { most: 5, withinMs: 10 * MINUTE },
} as const;

/**
 * Counts an action of a person. Returns a function that undoes the count, for actions that came to nothing.
 * @throws {UserError} if the person is over the limit at this place
 */
export type SpendQuota = (
  invocation: Pick<Invocation, 'place' | 'person'>,
  what: QuotaName,
) => Promise<() => Promise<void>>;

export type QuotaName = keyof typeof LIMITS;
