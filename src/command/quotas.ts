import { MINUTE } from '../lib/duration.ts';
import type { Invocation } from './invocation.ts';

/** How often one person may do what costs money or time. */
export const LIMITS = {
  search: { most: 30, withinMs: MINUTE },
  /** A paper that has to be fetched and summarised. */
  lookUp: { most: 5, withinMs: 60 * MINUTE },
  /** An answer that everybody in the channel sees. */
  share: { most: 5, withinMs: 10 * MINUTE },
} as const;

/**
 * Counts what a person does, and gives what takes it back where it came to nothing.
 * @throws {UserError} if the person at the place has done this too often
 */
export type SpendQuota = (
  invocation: Pick<Invocation, 'place' | 'person'>,
  what: QuotaName,
) => Promise<() => Promise<void>>;

export type QuotaName = keyof typeof LIMITS;
