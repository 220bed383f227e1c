import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../ports/store.ts';

/** The token limit for one UTC day. */
export interface Budget {
  /** Reads today's usage; returns true if no tokens are left. */
  check(): Promise<boolean>;
  /** Returns the result of the last check. */
  isSpent(): boolean;
}

/**
 * Creates a budget of `most` tokens a day; null means no limit. Usage can slightly exceed the limit, because running
 * requests are not counted yet.
 */
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
