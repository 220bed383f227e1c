import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../ports/store.ts';

/** The token limit for one UTC day. */
export interface Budget {
  /** Reads today's usage; returns true if no tokens are left. */
  check(): Promise<boolean>;
  /** The result of the last check. */
  isSpent(): boolean;
}

/** Allows `most` tokens a day, or slightly more, because running requests are not counted yet. null: no limit. */
export function createBudget(
  { store, clock }: { readonly store: Pick<Store, 'tokensOfDay'>; readonly clock: Clock },
  most: number | null,
): Budget {
  let isSpent = false;
  return {
    async check() {
      isSpent = most !== null && (await store.tokensOfDay(clock.now())) >= most;
      return isSpent;
    },
    isSpent: () => isSpent,
  };
}
