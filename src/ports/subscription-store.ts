import type { Place, Settings, Subscription } from '../domain/subscription/subscription.ts';

/** Subscriptions: places and their settings. */
export interface SubscriptionStore {
  /** Adds a subscription and returns true; an existing one, active or not, is left unchanged. */
  subscribe(place: Place, settings: Settings, now: number): Promise<boolean>;
  changeSettings(placeId: string, settings: Settings): Promise<void>;
  /** Reactivates an existing subscription with new settings; the place is owed editions from `createdAt` on. */
  renewSubscription(place: Place, settings: Settings, createdAt: number): Promise<void>;
  setWorkspace(placeId: string, workspace: string): Promise<void>;
  /** If a subscription's state is one of `from`, changes it to `to` and returns true; otherwise returns false. */
  moveSubscription(
    placeId: string,
    from: readonly Subscription['state'][],
    to: Subscription['state'],
    reason: string | null,
  ): Promise<boolean>;
  subscriptions(): Promise<Subscription[]>;
  subscription(placeId: string): Promise<Subscription | null>;
}
