import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { Settings, Subscription } from '../subscription/subscription.ts';

/** What is known of a list day. Times are milliseconds since the epoch. */
export interface ListDayState {
  readonly day: Day;
  readonly fetchedAt: number;
  readonly count: number;
  /** When it was first found empty after it was over; null if it was not. */
  readonly emptySince: number | null;
}

export interface EditionState {
  readonly placeId: string;
  readonly day: Day;
  readonly state: 'open' | 'done' | 'empty' | 'skipped';
  readonly closedAt: number | null;
  /** How many touch-ups it has had. */
  readonly refreshes: number;
  /** How many of its cards have no summary. */
  readonly missing: number;
}

export const editionKey = (placeId: string, day: Day) => `${placeId}/${day}`;

export interface ListDay extends ListDayState {
  readonly papers: readonly Paper[];
}

/** What a place gets for a list day, fixed when it was first chosen. */
export interface Edition extends EditionState {
  readonly paperIds: readonly string[];
  /** How many papers there were to choose from. */
  readonly listed: number;
  readonly openedAt: number;
  /** As it was when it was opened: an edition is not torn apart by a change of settings. */
  readonly layout: Settings['layout'];
}

/** What a claim on a delivery gave. `attempts` counts this one; more than 1 means an earlier one was not settled. */
export type Claim =
  | { readonly state: 'claimed'; readonly attempts: number }
  | { readonly state: 'held'; readonly until: number }
  | { readonly state: 'settled' };

/** One message of a place. */
export interface NewDelivery {
  readonly key: string;
  readonly placeId: string;
  /** The list day of its edition; '' for a message that belongs to none. */
  readonly day: Day;
  readonly paperId: string | null;
}

/** A message of an edition: a paper's card, or the heading (`paperId` null). */
export const editionDelivery = (placeId: string, day: Day, paperId: string | null): NewDelivery => ({
  key: `${placeId}/${day}/${paperId ?? 'heading'}`,
  placeId,
  day,
  paperId,
});

export interface Delivery {
  readonly key: string;
  readonly paperId: string | null;
  readonly state: 'claimed' | 'sent' | 'refused';
  /** Why it was refused, in Korean. */
  readonly reason: string | null;
  readonly messageId: string | null;
  /** What the message shows, to know whether an edit is due. */
  readonly shown: string;
}

export interface PlanState {
  readonly subscriptions: readonly Subscription[];
  readonly listDays: ReadonlyMap<Day, ListDayState>;
  /** By `editionKey`. */
  readonly editions: ReadonlyMap<string, EditionState>;
  /** Keys of the weekly messages that are over (`bestKey`). */
  readonly bestOver: ReadonlySet<string>;
  /** Ids of the jobs that failed a short while ago and are not tried again yet. */
  readonly backingOff: ReadonlySet<string>;
}
