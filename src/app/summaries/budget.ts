import type { Clock } from '../../lib/clock.ts';
import type { Store } from '../../ports/store.ts';

/** How many tokens may be used on one UTC day. */
export interface Budget {
  /** Looks whether there are none left. */
  check(): Promise<boolean>;
  /** As it was at the last look. */
  isSpent(): boolean;
}

/** `most` tokens a day, or a little more: requests that are under way are not counted yet. null: as many as are needed. */
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
