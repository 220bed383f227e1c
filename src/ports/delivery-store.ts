import type { Day } from '../domain/calendar/day.ts';
import type { Claim, Delivery, Edition, EditionState, NewDelivery } from '../domain/edition/records.ts';
import type { Settings } from '../domain/subscription/subscription.ts';

/** Editions and deliveries. */
export interface DeliveryStore {
  /** Creates an edition with its papers; an existing one is returned unchanged. */
  openEdition(
    placeId: string,
    day: Day,
    paperIds: readonly string[],
    listed: number,
    now: number,
    layout?: Settings['layout'],
  ): Promise<Edition>;
  closeEdition(
    placeId: string,
    day: Day,
    state: 'done' | 'empty' | 'skipped',
    missing: number,
    now: number,
  ): Promise<void>;
  /** Deletes an edition that posted nothing, so that papers can be selected again with the changed filters. */
  forgetEmptyEdition(placeId: string, day: Day): Promise<void>;
  setRefreshes(placeId: string, day: Day, refreshes: number, missing: number): Promise<void>;
  edition(placeId: string, day: Day): Promise<Edition | null>;
  /** The latest editions posted to a place, newest list day first. */
  newestEditions(placeId: string, limit: number): Promise<Edition[]>;
  /** Editions of list days from `since` on, of one place or of all places. */
  editions(since: Day, placeId?: string): Promise<EditionState[]>;
  /** Papers sent to a place since a given time, except in the edition of `exceptDay`. */
  papersSent(placeId: string, since: number, exceptDay: Day): Promise<Set<string>>;

  /**
   * Claims a delivery for `owner` until `now + leaseMs`, in one statement. It succeeds for a new delivery, for one
   * whose lease has expired, and for one whose lease ends impossibly late because the wall clock was set back.
   */
  claim(delivery: NewDelivery, owner: string, now: number, leaseMs: number): Promise<Claim>;
  /** Extends the lease of `owner`'s claim to `now + leaseMs`; false if `owner` no longer holds it. */
  renew(key: string, owner: string, now: number, leaseMs: number): Promise<boolean>;
  /** Marks a delivery as sent, regardless of who holds the claim; a settled one is left unchanged. */
  settle(key: string, messageId: string, shown: string, now: number): Promise<void>;
  /** Marks a delivery as refused by the platform; false if `owner` no longer holds the claim. */
  refuse(key: string, owner: string, reason: string, now: number): Promise<boolean>;
  /** Records what a sent message shows after an edit. */
  setShown(key: string, shown: string): Promise<void>;
  /** Releases a claim after a failed send, so that it can be claimed again immediately; the attempt still counts. */
  release(key: string, owner: string): Promise<void>;
  deliveries(placeId: string, day: Day): Promise<Delivery[]>;
  /** The paper that a message shows; null if it is not one of our paper messages. */
  paperOf(platform: string, messageId: string): Promise<string | null>;
  /** Ids of paper messages sent to a platform since a given time, newest first. */
  messagesSince(platform: string, since: number): Promise<string[]>;
  /** The id of each paper's newest message in a place, by paper id. */
  messagesOf(placeId: string, paperIds: readonly string[]): Promise<Map<string, string>>;
  /** Saves a message that a member shared: it shows a paper and belongs to no edition. */
  saveShared(placeId: string, paperId: string, messageId: string, now: number): Promise<void>;
  /** Keys of weekly messages that were sent or refused since a given time. */
  settledOthers(since: number): Promise<Set<string>>;
}
