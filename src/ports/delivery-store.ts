import type { Day } from '../domain/calendar/day.ts';
import type { Claim, Delivery, Edition, EditionState, NewDelivery } from '../domain/edition/records.ts';
import type { Settings } from '../domain/subscription/subscription.ts';

/** Editions and deliveries. */
export interface Ledger {
  /** Fixes the papers of an edition; if it is there already, that one is given back unchanged. */
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
  /** Forgets an edition of which nothing was posted: filters that are others now may let papers pass. */
  forgetEmptyEdition(placeId: string, day: Day): Promise<void>;
  setRefreshes(placeId: string, day: Day, refreshes: number, missing: number): Promise<void>;
  edition(placeId: string, day: Day): Promise<Edition | null>;
  /** The editions of the newest list days that were posted to a place, newest first. */
  newestEditions(placeId: string, limit: number): Promise<Edition[]>;
  /** All editions of list days since then, of every place or of one. */
  editions(since: Day, placeId?: string): Promise<EditionState[]>;
  /** The papers that a place was sent since an instant, for other list days than `exceptDay`. */
  papersSent(placeId: string, since: number, exceptDay: Day): Promise<Set<string>>;

  /**
   * Claims a delivery for `owner` until `now + leaseMs`: a new one, or one whose lease is over, or ends so late that
   * the clock must have been set back since it was claimed. One statement.
   */
  claim(delivery: NewDelivery, owner: string, now: number, leaseMs: number): Promise<Claim>;
  /** Gives a claim of `owner` a whole lease from now on; false if it has none any more. */
  renew(key: string, owner: string, now: number, leaseMs: number): Promise<boolean>;
  /** Ends a claim, whoever has it by now: the message is there. One that is settled already stays as it is. */
  settle(key: string, messageId: string, shown: string, now: number): Promise<void>;
  /** Ends a claim of `owner`: the platform does not take the message. False if it has none any more. */
  refuse(key: string, owner: string, reason: string, now: number): Promise<boolean>;
  /** What a message that was sent shows since it was edited. */
  setShown(key: string, shown: string): Promise<void>;
  /** Gives a claim back after a failed send, so that it can be claimed at once; it counts as an attempt. */
  release(key: string, owner: string): Promise<void>;
  deliveries(placeId: string, day: Day): Promise<Delivery[]>;
  /** The paper of a message; null if it is none of ours, or no paper's. */
  paperOf(platform: string, messageId: string): Promise<string | null>;
  /** The messages of papers that were sent to a platform since an instant, newest first. */
  messagesSince(platform: string, since: number): Promise<string[]>;
  /** The newest message of each paper at a place. */
  messagesOf(placeId: string, paperIds: readonly string[]): Promise<Map<string, string>>;
  /** Keeps a message of a paper that a member asked for: it belongs to no edition. */
  saveShared(placeId: string, paperId: string, messageId: string, now: number): Promise<void>;
  /** Keys of messages that belong to no edition and are settled since an instant: sent, or given up. */
  settledOthers(since: number): Promise<Set<string>>;
}
