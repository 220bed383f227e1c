import type { Place } from '../domain/subscription/subscription.ts';

/** A place before and after its id changed. */
export interface MovedPlace {
  readonly from: Place;
  readonly to: Place;
}

/** Moves rows to other ids: places to their workspace, or to the new id of their channel. */
export interface BindingStore {
  /** Returns all places of a platform that have a subscription or deliveries. */
  places(platform: string): Promise<Place[]>;
  /**
   * Gives a place another id, with its subscription, editions, deliveries, messages and votes, in one transaction;
   * delivery keys stay. If the new id already has a subscription, keeps that one, unless it ended by itself (with a
   * reason) and the place's has not. Returns false if nothing is stored about the place.
   */
  movePlace(from: Place, to: Place): Promise<boolean>;
  /**
   * Records that a channel has a new id, and moves its places in all workspaces there, in one transaction. Returns the
   * places that were moved: none if that was done before.
   */
  moveChannel(platform: string, from: string, to: string): Promise<readonly MovedPlace[]>;
  /** Returns the channels of a platform whose id has changed, each with its current id. */
  movedChannels(platform: string): Promise<ReadonlyMap<string, string>>;
  /** Binds the votes that the first versions stored without a message to the workspace that they served. */
  bindVoters(platform: string, workspace: string): Promise<void>;
}
