import type { Place, Subscription } from '../domain/subscription/subscription.ts';
import type { ReactionEvent, Vote, VoteCount } from '../domain/vote/vote.ts';
import type { Invocation, ParsedCommand, Reply } from './invocation.ts';
import type { Choice } from './options/option.ts';

/** What a platform passes on from its members. */
export interface Handlers {
  /** Answers a command, or a typed line of one; never rejects. */
  respond(invocation: Invocation, use: ParsedCommand | string): Promise<Reply>;
  /** Choices for the value that is being typed; at once, from memory. */
  complete(command: string, option: string, typed: string): readonly Choice[];
  /** Keeps in mind that a message that a member asked for shows a paper: what is pressed on it are votes. */
  keepShared(place: Place, messageId: string, paperId: string): Promise<void>;
  /** Counts a vote, or takes it back; null if the paper is not known. */
  vote(vote: Vote, added: boolean): Promise<VoteCount | null>;
  /** Counts what was pressed on a message; what is no vote on a card of ours is passed over. */
  onReaction(press: ReactionEvent): Promise<void>;
  /**
   * Makes the votes of the last days equal to what stands on the platform's messages: after a gap in what was
   * told. `read` gives every press but our own; null if the message is gone. With `messageId` of one message only.
   */
  recount(
    platform: string,
    read: (messageId: string) => Promise<readonly CurrentReaction[] | null>,
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
export type CurrentReaction = Pick<ReactionEvent, 'voter' | 'emoji'>;

/** Receives from one platform. */
export interface Listener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** What is ill, in English for /healthz; null if all is well. */
  healthProblem(): string | null;
  /** Whether there is a connection now; one that is away for a moment is no illness. */
  isUp(): boolean;
}
