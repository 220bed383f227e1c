import type { Card } from '../domain/card/card.ts';
import type { Place } from '../domain/subscription/subscription.ts';

/** Any result except `sent` is the platform's decision, not our failure: `/paper status` shows its Korean `reason`. */
export type SendResult =
  | { readonly state: 'sent'; readonly messageId: string }
  /** The platform rejects this message, but accepts other messages in the place. */
  | { readonly state: 'messageRejected'; readonly reason: string }
  | PlaceClosed;

/** `channelBlocked`: the place does not accept messages for now. `channelDeleted`: it no longer exists. */
export interface PlaceClosed {
  readonly state: 'channelBlocked' | 'channelDeleted';
  readonly reason: string;
}

/** Where to send a message, or where to look for it. */
export interface Address {
  readonly place: Place;
  /** The message whose thread it belongs to; null for the channel itself. */
  readonly parentId: string | null;
  /**
   * The message cannot have been sent before this time (milliseconds since the epoch): no need to look further back.
   */
  readonly since: number;
}

/** Sends headings and cards to one platform. Message ids are opaque: only the publisher may parse them. */
export interface Publisher {
  /**
   * The longest time that a send can take including all its retries, in milliseconds; used as the lease of a claim. A
   * look-up can take longer, so the claim is renewed between a `find` and its `send`.
   */
  readonly leaseMs: number;
  /**
   * @throws {TemporaryError} if a retry can succeed; whether the message was sent is then unknown
   * @throws {SetupError} if the platform rejects our credentials
   */
  send(to: Address, card: Card, key: string): Promise<SendResult>;
  /** The result of an earlier `send` with these arguments: `sent` if the platform has the message, null if not. */
  find(to: Address, card: Card, key: string): Promise<SendResult | null>;
  edit(messageId: string, card: Card): Promise<SendResult>;
  /** The URL of one of our messages; null if it is unknown. */
  link(place: Place, messageId: string): Promise<string | null>;
}
