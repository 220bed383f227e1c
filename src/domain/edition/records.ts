import type { Day } from '../calendar/day.ts';
import type { Paper } from '../paper/paper.ts';
import type { Settings } from '../subscription/settings.ts';
import type { Subscription } from '../subscription/subscription.ts';
import type { FailingMessage } from './isolation.ts';

/** What is known about a list day. Times are in milliseconds since the epoch. */
export interface ListDayState {
  readonly day: Day;
  readonly fetchedAt: number;
  readonly count: number;
  /** When the list was first found empty after its day had ended; null if it never was, or if it has papers now. */
  readonly emptySince: number | null;
}

export interface EditionState {
  readonly placeId: string;
  readonly day: Day;
  /** `on-hold`: it was due while a member had paused the place. */
  readonly state: 'open' | 'done' | 'empty' | 'skipped' | 'on-hold';
  readonly closedAt: number | null;
  /** The index in `REFRESHES` of the first refresh that can still become due. */
  readonly refreshes: number;
  /** The number of cards without a summary. */
  readonly missing: number;
  /**
   * The number of messages that were left out; in an open edition, the number of those that keep failing, if all others
   * are settled (rule 15).
   */
  readonly failing: number;
  /** `due`: its messages are to be published (the setting `publish`), and some are not yet. */
  readonly publishing: 'none' | 'due' | 'over';
}

/** Returns the key of a new edition, with which the keys of its deliveries begin. */
export const editionKey = (placeId: string, day: Day) => `${placeId}/${day}`;

export interface ListDay extends ListDayState {
  readonly papers: readonly Paper[];
}

/** The edition of a list day for a place. Its papers are fixed when the edition begins. */
export interface Edition extends EditionState {
  /** `editionKey`, or an earlier form of it: an edition keeps its key, which is also stored with sent messages. */
  readonly key: string;
  readonly paperIds: readonly string[];
  /** The number of papers on the list. */
  readonly listed: number;
  readonly openedAt: number;
  readonly layout: EditionLayout;
  /** Why its messages could not be published, in Korean; null if there is no such reason. */
  readonly publishProblem: string | null;
}

/**
 * The layout setting when an edition began: a later change of the setting must not split an edition. `moved`: its cards
 * should be in the thread of its heading, but that was impossible, so they are in the channel. `posts`: there is no
 * heading, and each card is a post of its own, whatever the setting, because the place has nothing but posts.
 */
export type EditionLayout = Settings['layout'] | 'moved' | 'posts';

/**
 * The result of claiming a delivery. `attempts` counts this claim and any earlier ones whose message might have been
 * sent.
 */
export type Claim =
  | { readonly state: 'claimed'; readonly attempts: number }
  | { readonly state: 'held'; readonly until: number }
  | { readonly state: 'settled' };

/** A message to send to a place. */
export interface NewDelivery {
  readonly key: string;
  readonly placeId: string;
  /** The list day of the message's edition; '' if it belongs to no edition. */
  readonly day: Day;
  readonly paperId: string | null;
}

/** Returns the delivery of one message of an edition: a paper's card or, if `paperId` is null, the heading. */
export const editionDelivery = (
  { key, placeId, day }: Pick<Edition, 'key' | 'placeId' | 'day'>,
  paperId: string | null,
): NewDelivery => ({ key: `${key}/${paperId ?? 'heading'}`, placeId, day, paperId });

export interface Delivery {
  readonly key: string;
  readonly paperId: string | null;
  /** `left-out`: the message keeps failing while others pass (rule 15). */
  readonly state: 'claimed' | 'sent' | 'refused' | 'left-out';
  /** Why the delivery was refused, left out, or failed the last time, in Korean; null if it was sent. */
  readonly reason: string | null;
  /** Null if the message has not failed in any job. */
  readonly failing: FailingMessage | null;
  readonly settledAt: number | null;
  readonly messageId: string | null;
  /**
   * The upvotes and summary state that the message shows, such as `12 summary`, so that a refresh can detect
   * changes; '' if unknown, or if the message has neither.
   */
  readonly shown: string;
  /** True if the message was published (the setting `publish`). */
  readonly isPublished: boolean;
}

/** Returns list days by day, and editions by `editionKey`, as the functions that plan look them up. */
export const indexState = (
  listDays: readonly ListDayState[],
  editions: readonly EditionState[],
): Pick<PlanState, 'listDays' | 'editions'> => ({
  listDays: new Map(listDays.map((listDay) => [listDay.day, listDay])),
  editions: new Map(editions.map((edition) => [editionKey(edition.placeId, edition.day), edition])),
});

export interface PlanState {
  readonly subscriptions: readonly Subscription[];
  readonly listDays: ReadonlyMap<Day, ListDayState>;
  /** By `editionKey`. */
  readonly editions: ReadonlyMap<string, EditionState>;
  /** The keys (`bestKey`) of the weekly bests that are already settled. */
  readonly bestOver: ReadonlySet<string>;
  /** The failed jobs that are backing off: when each failed last, by its id (`jobId`). */
  readonly backingOff: ReadonlyMap<string, number>;
  /** False if nobody is told about paused places (ALERT_SUBSCRIBERS). */
  readonly alertsSubscribers: boolean;
  /** The editions that have lacked summaries since the model server was unhealthy, by `editionKey`. */
  readonly recovered: ReadonlySet<string>;
}

/** Returns the key of the heading's delivery in the edition of a card whose delivery has this key. */
export const headingKeyOf = (key: string): string => `${key.slice(0, key.lastIndexOf('/'))}/heading`;
