import type { Settings } from '../domain/subscription/settings.ts';
import type { Pause, Place, Subscription } from '../domain/subscription/subscription.ts';

/** A place that blocks messages. `reason` is in Korean; times are milliseconds since the epoch. */
export interface NewPause extends Pick<Pause, 'cause' | 'endsAt' | 'retryAt'> {
  readonly reason: string;
  readonly now: number;
}

/** Who is told about a pause: whoever subscribed the place, or ALERT_PLACE. */
export type ReportTarget = 'subscriber' | 'operator';

/** Subscriptions: places and their settings. */
export interface SubscriptionStore {
  /**
   * Adds a subscription and returns true. If the place already has one in any state, only returns false.
   * `subscribedBy`: see `Subscription`.
   */
  subscribe(place: Place, settings: Settings, now: number, subscribedBy?: string | null): Promise<boolean>;
  changeSettings(placeId: string, settings: Settings): Promise<void>;
  /**
   * Sets an existing subscription to `active`, ends its pause, and replaces its settings and `createdAt`; also
   * `subscribedBy`, if it is given.
   */
  renewSubscription(
    place: Place,
    settings: Settings,
    createdAt: number,
    subscribedBy?: string | null,
  ): Promise<void>;
  /** If a subscription's state is in `from`, sets the state to `to` and returns true; otherwise returns false. */
  moveSubscription(
    placeId: string,
    from: readonly Subscription['state'][],
    to: 'active' | 'on-hold' | 'ended',
    reason: string | null,
  ): Promise<boolean>;
  /**
   * Pauses an active subscription, or records a new reason and a later try for a paused one; leaves others alone. A
   * pause that never ended, or has the same cause as the last one and no message in between, keeps its start.
   */
  pauseSubscription(placeId: string, pause: NewPause): Promise<void>;
  /** Tries a paused subscription again at `retryAt`. */
  postponeTry(placeId: string, retryAt: number): Promise<void>;
  /**
   * Ends the pause of a subscription, because its place has accepted a message. Returns true if the subscription was
   * paused, false if it was active already or has ended.
   */
  endPause(placeId: string): Promise<boolean>;
  /**
   * Records that somebody is being told about a pause: the subscriber, or ALERT_PLACE. Returns false if the place is not
   * paused, or if that was recorded before.
   */
  claimReport(placeId: string, to: ReportTarget, now: number): Promise<boolean>;
  /** Withdraws what `claimReport` recorded, because nobody was told. */
  releaseReport(placeId: string, to: ReportTarget): Promise<void>;
  /** Withdraws what `claimReport` recorded, because the subscriber gets no direct messages: a reply has to tell. */
  tellInReply(placeId: string): Promise<void>;
  /** Returns the paused subscriptions of a workspace about which nobody was told. */
  untold(place: Pick<Place, 'platform' | 'workspace'>): Promise<Subscription[]>;
  subscriptions(): Promise<Subscription[]>;
  subscription(placeId: string): Promise<Subscription | null>;
}
