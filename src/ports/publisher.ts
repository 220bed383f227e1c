import type { Card } from '../domain/card/card.ts';
import type { Place } from '../domain/subscription/subscription.ts';

/** Anything but `sent` is the platform's decision, not a failure of ours: `/paper status` shows its Korean `reason`. */
export type SendResult =
  | { readonly state: 'sent'; readonly messageId: string }
  /** The platform rejects this message; it accepts others. */
  | { readonly state: 'messageRejected'; readonly reason: string }
  | PlaceClosed;

/** `channelBlocked`: the place accepts no messages for now. `channelDeleted`: it no longer exists. */
export interface PlaceClosed {
  readonly state: 'channelBlocked' | 'channelDeleted';
  readonly reason: string;
}

/** Where a message of an edition goes. */
export interface Address {
  readonly place: Place;
  /** The message whose thread it goes into; null for the channel itself. */
  readonly parentId: string | null;
  /** The message was not sent before this instant (milliseconds since the epoch): how far back to look for it. */
  readonly since: number;
}

/** Sends headings and cards to one platform. Message ids are the publisher's own: others must not parse them. */
export interface Publisher {
  /**
   * The longest time that a send can take with all its retries, in milliseconds: the lease of a claim. A look-up can take longer:
   * the claim is renewed between a `find` and its `send`.
   */
  readonly leaseMs: number;
  /**
   * @throws {TemporaryError} if a retry can succeed; whether the message was sent is then unknown
   * @throws {SetupError} if the platform refuses our credentials
   */
  send(to: Address, card: Card, key: string): Promise<SendResult>;
  /** What `send` with these arguments did: `sent` if the platform has the message, null if it has not. */
  find(to: Address, card: Card, key: string): Promise<SendResult | null>;
  edit(messageId: string, card: Card): Promise<SendResult>;
  /** The URL of a message of ours; null if it is unknown. */
  link(place: Place, messageId: string): Promise<string | null>;
}
