import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { Settings, Subscription } from '../subscription/subscription.ts';

/** What is known about a list day. Times are in milliseconds since the epoch. */
export interface ListDayState {
  readonly day: Day;
  readonly fetchedAt: number;
  readonly count: number;
  /** When it was first found empty after it had ended; null if it was not. */
  readonly emptySince: number | null;
}

export interface EditionState {
  readonly placeId: string;
  readonly day: Day;
  readonly state: 'open' | 'done' | 'empty' | 'skipped';
  readonly closedAt: number | null;
  /** The number of refreshes so far. */
  readonly refreshes: number;
  /** The number of its cards without a summary. */
  readonly missing: number;
}

export const editionKey = (placeId: string, day: Day) => `${placeId}/${day}`;

export interface ListDay extends ListDayState {
  readonly papers: readonly Paper[];
}

/** The edition of a list day for a place. Its papers are fixed when the edition begins. */
export interface Edition extends EditionState {
  readonly paperIds: readonly string[];
  /** The number of papers on the list. */
  readonly listed: number;
  readonly openedAt: number;
  /** The layout when the edition began: a change of settings does not split an edition. */
  readonly layout: Settings['layout'];
}

/**
 * The result of claiming a delivery. `attempts` includes this one: if it is above 1, an earlier claim was never
 * settled.
 */
export type Claim =
  | { readonly state: 'claimed'; readonly attempts: number }
  | { readonly state: 'held'; readonly until: number }
  | { readonly state: 'settled' };

/** One message in a place. */
export interface NewDelivery {
  readonly key: string;
  readonly placeId: string;
  /** The list day of its edition; '' if it belongs to no edition. */
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
  /** Why it was refused, in Korean; null if it was not. */
  readonly reason: string | null;
  readonly messageId: string | null;
  /** What the message shows; an edit is due when this would change. */
  readonly shown: string;
}

export interface PlanState {
  readonly subscriptions: readonly Subscription[];
  readonly listDays: ReadonlyMap<Day, ListDayState>;
  /** By `editionKey`. */
  readonly editions: ReadonlyMap<string, EditionState>;
  /** Keys of weekly messages that are already settled (`bestKey`). */
  readonly bestOver: ReadonlySet<string>;
  /** Ids of failed jobs that are backing off. */
  readonly backingOff: ReadonlySet<string>;
}
