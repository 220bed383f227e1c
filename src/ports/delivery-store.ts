import type { Day } from '../domain/calendar/day.ts';
import type {
  Claim,
  Delivery,
  Edition,
  EditionLayout,
  EditionState,
  NewDelivery,
} from '../domain/edition/records.ts';

/** A card of an edition, as it was sent. */
export interface SentCard extends Pick<Delivery, 'key' | 'shown'> {
  readonly placeId: string;
  readonly day: Day;
  readonly messageId: string;
  /** True if the card was sent after its edition (rule 15). */
  readonly isLate: boolean;
}

/** Editions and deliveries. */
export interface DeliveryStore {
  /** Returns the edition of a place and list day. If there is none, or it is corrupt, creates it with `paperIds`. */
  openEdition(
    placeId: string,
    day: Day,
    paperIds: readonly string[],
    listed: number,
    now: number,
    layout?: EditionLayout,
  ): Promise<Edition>;
  closeEdition(
    placeId: string,
    day: Day,
    state: 'done' | 'empty' | 'skipped' | 'on-hold',
    missing: number,
    now: number,
  ): Promise<void>;
  /**
   * Deletes an edition that was empty, skipped or on hold, so that it is planned again with the place's current
   * settings.
   */
  forgetEmptyEdition(placeId: string, day: Day): Promise<void>;
  setRefreshes(placeId: string, day: Day, refreshes: number, missing: number): Promise<void>;
  /** Sets `EditionState.publishing` and `Edition.publishProblem`. */
  setPublishing(
    placeId: string,
    day: Day,
    publishing: EditionState['publishing'],
    problem?: string | null,
  ): Promise<void>;
  /** Marks a message as published. */
  setPublished(key: string): Promise<void>;
  edition(placeId: string, day: Day): Promise<Edition | null>;
  /** Returns the newest `limit` editions posted to a place, newest list day first. */
  newestEditions(placeId: string, limit: number): Promise<Edition[]>;
  /** Returns the editions of `since` and all later list days; with `placeId`, only those of that place. */
  editions(since: Day, placeId?: string): Promise<EditionState[]>;
  /** Returns the ids of the papers sent to a place since a given time in editions other than that of `exceptDay`. */
  papersSent(placeId: string, since: number, exceptDay: Day): Promise<Set<string>>;

  /**
   * Atomically claims a delivery for `owner` until `now + leaseMs`. The claim succeeds if the delivery is new, or is
   * claimed with a lease that has expired, or with one that ends impossibly late because the wall clock was set back.
   */
  claim(delivery: NewDelivery, owner: string, now: number, leaseMs: number): Promise<Claim>;
  /** Extends the lease of `owner`'s claim to `now + leaseMs`; returns false if `owner` no longer holds the claim. */
  renew(key: string, owner: string, now: number, leaseMs: number): Promise<boolean>;
  /** Marks a delivery as sent, regardless of who holds the claim; leaves a settled delivery unchanged. */
  settle(key: string, messageId: string, shown: string, now: number): Promise<void>;
  /** Marks a delivery as refused by the platform; returns false if `owner` no longer holds the claim. */
  refuse(key: string, owner: string, reason: string, now: number): Promise<boolean>;
  /** Records what a sent message shows after an edit (see `Delivery.shown`). */
  setShown(key: string, shown: string): Promise<void>;
  /**
   * Ends the lease of `owner`'s claim, so that the next attempt can claim the delivery immediately. `isUnsent` is true
   * if the platform certainly does not have the message: then the next claim counts as the first one.
   */
  release(key: string, owner: string, isUnsent?: boolean): Promise<void>;
  deliveries(placeId: string, day: Day): Promise<Delivery[]>;
  delivery(key: string): Promise<Delivery | null>;
  /** Returns the id of the paper that a message shows; null if the message is not a paper's card. */
  paperOf(platform: string, messageId: string): Promise<string | null>;
  /** Returns the ids of the messages with a paper that were sent to a platform since a given time, newest first. */
  messagesSince(platform: string, since: number): Promise<string[]>;
  /** Returns the ids of the papers' newest messages in a place, by paper id. */
  messagesOf(placeId: string, paperIds: readonly string[]): Promise<Map<string, string>>;
  /** Returns a paper's cards that were sent in editions, newest first. */
  sentCards(paperId: string): Promise<SentCard[]>;
  /** Saves a message with which a member shared a paper; the message belongs to no edition. */
  saveShared(placeId: string, paperId: string, messageId: string, now: number): Promise<void>;
  /** Returns the weekly messages that were sent or refused since a given time, each as its `bestKey`. */
  settledBests(since: number): Promise<Set<string>>;
  /** Returns the key of a weekly message that was claimed before, which can be an earlier form of `bestKey`; or null. */
  keyOfBest(placeId: string, date: Day): Promise<string | null>;
}
