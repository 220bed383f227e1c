import type { Card } from './card.ts';
import type { Answer, Call, Use } from './command.ts';
import type { Day } from './day.ts';
import type { Choice } from './option.ts';
import type { Place, Subscription } from './subscription.ts';
import type { Press, Vote, VoteCount } from './vote.ts';

/** What is not `sent` is a fact, not a failure of ours: `reason` is Korean and shows in the status. */
export type SendResult =
  | { readonly state: 'sent'; readonly messageId: string }
  /** This message is not taken, others are. */
  | { readonly state: 'declined'; readonly reason: string }
  | PlaceClosed;

/** `refused`: the place takes no message for now. `gone`: it is no more. */
export interface PlaceClosed {
  readonly state: 'refused' | 'gone';
  readonly reason: string;
}

/** Where a message of an edition goes. */
export interface Address {
  readonly place: Place;
  /** The message whose thread it goes into; null for the channel itself. */
  readonly parentId: string | null;
  /** It was not sent before this instant, in milliseconds since the epoch: how far back to look for it. */
  readonly since: number;
}

/** Sends headings and papers' cards to one platform. A message id is the publisher's own: nobody else reads anything into it. */
export interface Publisher {
  /**
   * How long a send may take with all its retries, in milliseconds: the lease of a claim. A look-up may take longer:
   * the claim is renewed between a `find` and its `send`.
   */
  readonly leaseMs: number;
  /**
   * @throws {TemporaryError} if it may work later; whether the message is there is then unknown
   * @throws {SetupError} if the platform does not take our credentials
   */
  send(to: Address, card: Card, key: string): Promise<SendResult>;
  /** What `send` with these arguments did: `sent` if the platform has the message, null if it has not. */
  find(to: Address, card: Card, key: string): Promise<SendResult | null>;
  edit(messageId: string, card: Card): Promise<SendResult>;
  /** Where a message of ours can be seen; null if that cannot be said. */
  link(place: Place, messageId: string): Promise<string | null>;
}

/** What a platform passes on from its members. */
export interface Handlers {
  /** Answers a command, or a typed line of one; never rejects. */
  respond(call: Call, use: Use | string): Promise<Answer>;
  /** Choices for the value that is being typed; at once, from memory. */
  complete(command: string, option: string, typed: string): readonly Choice[];
  /** Keeps in mind that a message that a member asked for shows a paper: what is pressed on it are votes. */
  keepShared(place: Place, messageId: string, paperId: string): Promise<void>;
  /** Counts a vote, or takes it back; null if the paper is not known. */
  vote(vote: Vote, added: boolean): Promise<VoteCount | null>;
  /** Counts what was pressed on a message; what is no vote on a card of ours is passed over. */
  press(press: Press): Promise<void>;
  /**
   * Makes the votes of the last days equal to what stands on the platform's messages: after a gap in what was
   * told. `read` gives every press but our own; null if the message is gone. With `messageId` of one message only.
   */
  recount(
    platform: string,
    read: (messageId: string) => Promise<readonly Standing[] | null>,
    messageId?: string,
  ): Promise<void>;
  /** Ends the subscriptions of places that are no more. */
  endPlaces(platform: string, isGone: (place: Place) => boolean, reason: string): Promise<void>;
  /** Pauses the subscriptions of places that take no message for now. */
  pausePlaces(platform: string, isClosed: (place: Place) => boolean, reason: string): Promise<void>;
  /** Fills in the workspaces of places that are known by their channel alone. */
  locatePlaces(platform: string, workspaceOf: (place: Place) => string | undefined): Promise<void>;
  /** Goes on with paused subscriptions whose places take messages again. */
  resumePlaces(
    platform: string,
    isOpen: (subscription: Subscription) => boolean | Promise<boolean>,
  ): Promise<void>;
}

/** A press as it stands on a message. */
export type Standing = Pick<Press, 'voter' | 'emoji'>;

/** Receives from one platform. */
export interface Listener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What is ill, in English for /healthz; null if all is well. */
  illness(): string | null;
  /** Whether there is a connection now; one that is away for a moment is no illness. */
  isUp(): boolean;
}

/** One message of the local web channel. */
export interface Message {
  /** Rises with each message. */
  readonly id: number;
  readonly card: Card;
  readonly postedAt: number;
}

/** What the web channel keeps: a platform of our own has to remember its messages itself. */
export interface MessageLog {
  /** Posts a message once a key: a repeated key gives the first message's id. */
  post(key: string, card: Card, now: number): Promise<number>;
  find(key: string): Promise<number | null>;
  edit(id: number, card: Card): Promise<boolean>;
  message(id: number): Promise<Message | null>;
  /** The highest id; 0 if there is no message. */
  newestId(): Promise<number>;
  /** Messages above `afterId`, oldest first. */
  after(afterId: number): Promise<Message[]>;
  ofDay(day: Day): Promise<Message[]>;
  /** The newest list days that have messages, newest first. */
  days(limit: number): Promise<Day[]>;
}
