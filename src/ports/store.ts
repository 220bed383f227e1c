import type { SummaryCount } from '../domain/paper/summary.ts';
import type { DeliveryStore } from './delivery-store.ts';
import type { PaperStore } from './paper-store.ts';
import type { SubscriptionStore } from './subscription-store.ts';
import type { VoteStore } from './vote-store.ts';

/** The source of truth. Times are milliseconds since the epoch; a `placeId` comes from `placeToId`. */
export interface Store extends PaperStore, SubscriptionStore, DeliveryStore, VoteStore {
  /** Performs a real write that leaves nothing behind. Rejects if the store cannot be written to. */
  probe(): Promise<void>;
  /** Row counts for /metrics: name → value. Rejects if the store cannot be read. */
  totals(): Promise<Record<string, number>>;
  /** Summaries by outcome and flaws by check and severity, for /metrics. */
  summaryCounts(): Promise<readonly SummaryCount[]>;
  close(): Promise<void>;
}
