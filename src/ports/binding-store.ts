import type { Place } from '../domain/subscription/subscription.ts';

/** Binds rows to their workspace, if they were written when only the channel, or the Slack team, was known. */
export interface BindingStore {
  /** Returns all places of a platform that have a subscription or deliveries. */
  places(platform: string): Promise<Place[]>;
  /**
   * Moves a place to `workspace`, with its subscription, editions, deliveries and votes, in one transaction; delivery
   * keys stay. If the place is already subscribed in that workspace, keeps that subscription. Returns false if nothing is
   * stored about the place.
   */
  bindPlace(place: Place, workspace: string): Promise<boolean>;
  /** Binds the votes that the first versions stored without a message to the workspace that they served. */
  bindVoters(platform: string, workspace: string): Promise<void>;
}
