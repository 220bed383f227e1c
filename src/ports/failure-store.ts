import type { Day } from '../domain/calendar/day.ts';
import type { FailingMessage, Neighbours } from '../domain/edition/isolation.ts';
import type { EditionLayout } from '../domain/edition/records.ts';

/** A message that could not be sent, for `/paper status`. */
export interface UnsentMessage {
  readonly key: string;
  /** '' if it belongs to no edition. */
  readonly day: Day;
  /** Null for a message without a paper: a heading or a weekly best. */
  readonly paperId: string | null;
  /** `failing`: it is still tried. `left-out`: it is only tried again with a refresh. */
  readonly state: 'failing' | 'left-out';
  /** The reason in Korean. */
  readonly reason: string;
  readonly failingSince: number;
}

/** The failures of deliveries, and what their neighbours tell about them (rule 15). */
export interface FailureStore {
  /**
   * Releases `owner`'s claim, and counts one more failed job.
   * @param reason why the message failed, in Korean
   * @param isUnsent true if the platform certainly does not have the message
   * @param wasTried false if no send was tried, because the message could not be looked for
   * @returns null if `owner` no longer holds the claim
   */
  fail(
    key: string,
    owner: string,
    failure: {
      readonly reason: string;
      readonly isUnsent: boolean;
      readonly wasTried: boolean;
      readonly now: number;
    },
  ): Promise<FailingMessage | null>;
  /** Settles a delivery as left out, with the reason of its last failure; returns false if `owner` lost the claim. */
  leaveOut(key: string, owner: string, now: number): Promise<boolean>;
  /** Makes a delivery that was left out claimable again, as one that might have been sent. */
  reopen(key: string): Promise<void>;
  /**
   * Returns what the other messages of a place and its platform tell about a failing message.
   * @param day the list day of the message's edition, whose messages do not count as following it; '' if it has none
   */
  neighbours(
    message: {
      readonly key: string;
      readonly placeId: string;
      readonly day: Day;
      readonly paperId: string | null;
    },
    failing: FailingMessage,
  ): Promise<Neighbours>;
  /** Sets `EditionState.failing`. */
  setFailing(placeId: string, day: Day, failing: number): Promise<void>;
  setLayout(placeId: string, day: Day, layout: EditionLayout): Promise<void>;
  /** Returns the messages of a place that are failing or were left out since a given time, oldest first. */
  unsent(placeId: string, since: number): Promise<UnsentMessage[]>;
}
