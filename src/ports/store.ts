import type { SummaryCount } from '../domain/paper/summary.ts';
import type { Ledger } from './delivery-store.ts';
import type { PaperStore } from './paper-store.ts';
import type { SubscriptionStore } from './subscription-store.ts';
import type { VoteStore } from './vote-store.ts';

/** The truth. Times are milliseconds since the epoch; a place is named by `placeToId`. */
export interface Store extends PaperStore, SubscriptionStore, Ledger, VoteStore {
  /** Fails if the store cannot be written to: a real write, with all that it needs, that leaves nothing behind. */
  probe(): Promise<void>;
  /** Counts for /metrics: name → value. Fails if the store is ill. */
  totals(): Promise<Record<string, number>>;
  /** Summaries by outcome, and flaws by check and severity, for /metrics. */
  summaryCounts(): Promise<readonly SummaryCount[]>;
  close(): Promise<void>;
}
