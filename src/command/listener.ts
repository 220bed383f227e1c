import type { Place, Subscription } from '../domain/subscription/subscription.ts';
import type { ReactionEvent, Vote, VoteCount } from '../domain/vote/vote.ts';
import type { Invocation, ParsedCommand, PressedButton, Reply } from './invocation.ts';
import type { Choice } from './options/option.ts';

/** What a place gets, in Korean. */
export interface PlaceOverview {
  readonly channel: string;
  readonly state: string;
  readonly settings: string;
  /** When the next edition is due; null if none is. */
  readonly next: string | null;
}

/** The callbacks through which a platform's listener reports the actions of members and admins. */
export interface Handlers {
  /** Runs a parsed command, a typed line or the line of a button, and returns the reply. Never rejects. */
  respond(invocation: Invocation, asked: ParsedCommand | PressedButton | string): Promise<Reply>;
  /** Returns what the places of a workspace get, without those that have ended. */
  overview(platform: string, workspace: string): Promise<readonly PlaceOverview[]>;
  /** Returns completions for the value being typed, synchronously from memory. */
  complete(command: string, option: string, typed: string): readonly Choice[];
  /** Records that a message shared by a member shows a paper, so that reactions on the message count as votes. */
  keepShared(place: Place, messageId: string, paperId: string): Promise<void>;
  /** Adds or removes a vote; returns the new counts, or null if the paper is unknown. */
  vote(vote: Vote, added: boolean): Promise<VoteCount | null>;
  /** Updates the votes after a reaction event. Ignores emoji that are not votes and messages that are not our cards. */
  onReaction(event: ReactionEvent): Promise<void>;
  /**
   * Rereads the reactions on recent messages, or only on `messageId`, and corrects the votes; needed when events
   * might have been missed. `read` returns a message's reactions, except the bot's own; it may omit those that cannot
   * be votes. It returns null if the message is deleted or inaccessible.
   */
  recount(
    platform: string,
    read: (messageId: string) => Promise<readonly CurrentReaction[] | null>,
    messageId?: string,
  ): Promise<void>;
  /** Ends the subscriptions of deleted places. `reason` is a Korean sentence that the status command shows. */
  endPlaces(platform: string, isGone: (place: Place) => boolean, reason: string): Promise<void>;
  /**
   * Pauses the active subscriptions of places that currently accept no messages. `reason` is a Korean sentence, `cause`
   * the platform's own words.
   */
  pausePlaces(
    platform: string,
    isClosed: (place: Place) => boolean,
    why: { readonly reason: string; readonly cause: string },
  ): Promise<void>;
  /** Moves the places of a channel, in all workspaces, when the platform has given the channel another id. */
  moveChannel(platform: string, from: string, to: string): Promise<void>;
  /**
   * Binds the places and votes of a platform to their workspaces, if they were stored without. `workspace` is the
   * workspace of our token, if the platform has only one. Never rejects.
   */
  bindPlaces(platform: string, workspace?: string): Promise<void>;
  /** Resumes paused subscriptions whose places accept messages again. */
  resumePlaces(
    platform: string,
    isOpen: (subscription: Subscription) => boolean | Promise<boolean>,
  ): Promise<void>;
}

/** A reaction currently on a message. */
export type CurrentReaction = Pick<ReactionEvent, 'voter' | 'emoji'>;

/** Receives events from one platform. */
export interface Listener {
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Returns the reason why the platform is unhealthy, in English, for /healthz; null if it is healthy. */
  healthProblem(): string | null;
  /** Returns whether the platform is connected now. A short interruption does not count as a health problem. */
  isUp(): boolean;
}
