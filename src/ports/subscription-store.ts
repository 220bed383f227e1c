import type { Place, Settings, Subscription } from '../domain/subscription/subscription.ts';

/** Subscriptions: places and their settings. */
export interface SubscriptionStore {
  /** Adds a subscription and returns true. If the place already has one in any state, only returns false. */
  subscribe(place: Place, settings: Settings, now: number): Promise<boolean>;
  changeSettings(placeId: string, settings: Settings): Promise<void>;
  /** Sets an existing subscription to `active`, and replaces its settings and `createdAt`. */
  renewSubscription(place: Place, settings: Settings, createdAt: number): Promise<void>;
  /** If a subscription's state is in `from`, sets the state to `to` and returns true; otherwise returns false. */
  moveSubscription(
    placeId: string,
    from: readonly Subscription['state'][],
    to: Subscription['state'],
    reason: string | null,
  ): Promise<boolean>;
  subscriptions(): Promise<Subscription[]>;
  subscription(placeId: string): Promise<Subscription | null>;
}
