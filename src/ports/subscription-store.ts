import type { Place, Settings, Subscription } from '../domain/subscription/subscription.ts';

/** Who asked for what. */
export interface SubscriptionStore {
  /** Adds a subscription; one that is there, active or not, stays as it is. True if it was added. */
  subscribe(place: Place, settings: Settings, now: number): Promise<boolean>;
  changeSettings(placeId: string, settings: Settings): Promise<void>;
  /** Makes a subscription that is there active, with other settings; editions are owed from `createdAt` on. */
  renewSubscription(place: Place, settings: Settings, createdAt: number): Promise<void>;
  setWorkspace(placeId: string, workspace: string): Promise<void>;
  /** Puts a subscription into another state, if it is in one of `from` now; true if it was. */
  moveSubscription(
    placeId: string,
    from: readonly Subscription['state'][],
    to: Subscription['state'],
    reason: string | null,
  ): Promise<boolean>;
  subscriptions(): Promise<Subscription[]>;
  subscription(placeId: string): Promise<Subscription | null>;
}
