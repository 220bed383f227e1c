import type { Card } from '../domain/card/card.ts';
import type { PostTag } from '../domain/fields/post-tags.ts';
import type { Settings } from '../domain/subscription/settings.ts';
import type { Place } from '../domain/subscription/subscription.ts';

/** The outcome of sending, finding or editing a message. `reason` is in Korean, for `/paper status`. */
export type SendResult =
  | { readonly state: 'sent'; readonly messageId: string }
  | MessageRejected
  | PlaceClosed;

/** Nobody wants this message any more, for example because members have deleted it; the place accepts others. */
export interface MessageRejected {
  readonly state: 'messageRejected';
  readonly reason: string;
  /** True if an earlier request of the same send got no answer, so the message might have existed. */
  readonly mightBeSent?: boolean;
}

export type PlaceClosed = PlaceBlocked | PlaceDeleted;

/** The place currently accepts no messages. `cause`: the platform's own words, such as `50013` or `is_archived`. */
export interface PlaceBlocked {
  readonly state: 'channelBlocked';
  readonly reason: string;
  readonly cause: string;
  /** True if an earlier request of the same send got no answer, so the message might exist. */
  readonly mightBeSent?: boolean;
}

/** The place no longer exists. */
export interface PlaceDeleted {
  readonly state: 'channelDeleted';
  readonly reason: string;
}

/** Why a place is blocked, in Korean, and when that ends by itself, in milliseconds since the epoch, if it does. */
export interface BlockedReason {
  readonly reason: string;
  readonly endsAt: number | null;
}

/** How a place shows messages: in a stream, or each as a post of its own, as a forum on Discord does. */
export type Shape = 'stream' | 'posts';

/** What a post has besides its message. */
export interface Post {
  /** The fields of the post's paper, the most important first. */
  readonly tags: readonly PostTag[];
  /** True if nobody is notified of the post. */
  readonly isSilent: boolean;
}

/** Where to send a message or look for it. */
export interface Address {
  readonly place: Place;
  /** The id of the message whose thread gets the message; null if the message goes to the channel itself. */
  readonly parentId: string | null;
  /**
   * The earliest time at which the message can have been sent, in milliseconds since the epoch: `find` need not look
   * at older messages.
   */
  readonly since: number;
  /** Set if the place's shape is `posts`: then the message gets a post of its own, and `parentId` is null. */
  readonly post?: Post;
}

export interface FindOptions {
  /** Earlier forms of the key, with which the message might have been sent. */
  readonly formerKeys?: readonly string[];
  /**
   * The number of the claim on the delivery (`Claim.attempts`). A look-up starts anew if somebody else has claimed the
   * delivery since it was interrupted, because they might have sent the message.
   */
  readonly attempt?: number;
}

/** Sends cards to one platform. Message ids are opaque: only the publisher may parse them. */
export interface Publisher {
  /**
   * The lease of a claim, in milliseconds: the longest time that `send` can take, including its retries. `find` can
   * take longer, so the claim is renewed between a `find` and the `send` that follows it.
   */
  readonly leaseMs: number;
  /**
   * Sends a card. `key` is the key of the delivery.
   * @param isSingle true if a failed request is not repeated
   * @throws {TemporaryError} if a retry can succeed, also if the platform refuses the message for a reason that does
   *   not name the place: unless the error's `isUndone` is true, the message might have been sent, and unless its
   *   `isUnrelated` is true, the message might be the cause
   * @throws {SetupError} if the platform rejects our credentials
   */
  send(to: Address, card: Card, key: string, isSingle?: boolean): Promise<SendResult>;
  /**
   * Looks for the message of an earlier `send` of the same delivery; returns null if the message was not found. After a
   * temporary failure, the next look-up continues where this one stopped (see `FindOptions.attempt`).
   * @throws {TemporaryError} if a retry can succeed
   * @throws {SetupError} if the platform rejects our credentials
   */
  find(to: Address, card: Card, key: string, options?: FindOptions): Promise<SendResult | null>;
  edit(messageId: string, card: Card): Promise<SendResult>;
  /**
   * Looks up the workspace of a place of which only the channel is known, or which has moved to an enterprise; returns
   * the reason if the place is closed.
   * @throws {TemporaryError} if a retry can succeed
   * @throws {SetupError} if the platform rejects our credentials
   */
  workspaceOf(place: Place): Promise<string | PlaceClosed>;
  /**
   * Returns a place's shape, or the reason if the place is closed.
   * @throws {TemporaryError} if a retry can succeed
   * @throws {SetupError} if the platform rejects our credentials
   */
  shapeOf(place: Place): Promise<Shape | PlaceClosed>;
  /**
   * Finds out why a place is blocked. This can take several requests, so ask only when a place is paused for a new
   * cause. Never rejects: if nothing more can be found out, returns the reason of `blocked`.
   */
  findReason(
    place: Place,
    settings: Pick<Settings, 'layout' | 'timeZone'>,
    blocked: PlaceBlocked,
  ): Promise<BlockedReason>;
  /**
   * Returns why a message to a place cannot notify a role or user group, in Korean; null if it can, or if that cannot be
   * found out now. Without this, the platform has none.
   */
  mentionProblem?(place: Place, id: string): Promise<string | null>;
  /**
   * Publishes a message of a place to the servers that follow it; does nothing if that was done before, or if there is
   * nothing to publish. Without this, the platform has no such servers.
   * @returns the reason in Korean if messages of the place cannot be published; otherwise null
   * @throws {TemporaryError} if a retry can succeed, such as after a rate limit
   * @throws {SetupError} if the platform rejects our credentials
   */
  publish?(place: Place, messageId: string): Promise<string | null>;
  /** Returns the URL of a message that the bot has sent; null if the URL is unknown. */
  link(place: Place, messageId: string): Promise<string | null>;
}

/** Talks to single people on one platform. */
export interface Messenger {
  /**
   * Sends a card to a person as a direct message. `person` is the platform's own id; `key` identifies the message.
   * @returns `refused` if the person cannot get direct messages from the bot
   * @throws {TemporaryError} if a retry can succeed; unless the error's `isUndone` is true, the message might have been
   *   sent
   * @throws {SetupError} if the platform rejects our credentials
   */
  tell(person: string, card: Card, key: string): Promise<'sent' | 'refused'>;
}
