import type { SummaryCount } from '../domain/paper/summary.ts';
import type { BindingStore } from './binding-store.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { FailureStore } from './failure-store.ts';
import type { PaperStore } from './paper-store.ts';
import type { SubscriptionStore } from './subscription-store.ts';
import type { VoteStore } from './vote-store.ts';

/** The source of truth. Times are milliseconds since the epoch; a `placeId` comes from `placeToId`. */
export interface Store
  extends PaperStore,
    SubscriptionStore,
    DeliveryStore,
    FailureStore,
    VoteStore,
    BindingStore {
  /** Makes a test write and undoes it. Rejects if the store cannot be written to, was found corrupt, or lost its file. */
  probe(): Promise<void>;
  /** Returns row counts and sums of model usage for /metrics, by name. Rejects if the store cannot be read. */
  totals(): Promise<Record<string, number>>;
  /** Returns the counts of summaries by outcome, and of flaws by check and severity, for /metrics. */
  summaryCounts(): Promise<readonly SummaryCount[]>;
  close(): Promise<void>;
}
