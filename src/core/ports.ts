import type { Day } from './day.ts';
import type { Paper, PaperTitle } from './paper.ts';
import type { EditionState, Job, ListDayState } from './plan.ts';
import type { Place, Settings, Subscription } from './subscription.ts';
import type { StoredSummary, SummaryCount, SummaryWork, Usage } from './summarizer.ts';
import type { Reaction, VoteCount } from './vote.ts';

export type * from './platform.ts';
export type * from './summarizer.ts';

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** A fixed sentence plus fields, one line each. */
export type Log = Record<'debug' | 'info' | 'warn' | 'error', (fields: object, sentence: string) => void>;

/** Where papers come from. */
export interface Source {
  /**
   * The whole list of a day, in the list's order; empty if there is none.
   * @throws {TemporaryError} whenever the list could not be had or understood: never "no papers".
   */
  listDay(day: Day, signal?: AbortSignal): Promise<Paper[]>;
  /**
   * One paper, wherever it was listed; null if the source has none by this id.
   * @throws {TemporaryError} if that could not be found out
   */
  paper(id: string, signal?: AbortSignal): Promise<Paper | null>;
}

/** Runs jobs; losing them does no harm, the next beat plans them again. */
export interface Engine {
  start(work: { beat(): Promise<readonly Job[]>; run(job: Job): Promise<void> }): void;
  /** Looks for what is due at once. */
  wake(): void;
  /** Stops taking jobs and waits for those that run. */
  stop(): Promise<void>;
}

/** What may be lost: cool-downs and the like. Values are JSON. */
export interface Cache {
  get<T>(key: string): Promise<T | undefined>;
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
}

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

/** A paper that the search index has not seen as it is now. */
export interface ChangedPaper {
  readonly paper: Paper;
  /** Its newest list day, or the day on which it was last saved. */
  readonly day: Day;
  /** Rises with every change of any paper. */
  readonly change: number;
}

/** Papers, list days and summaries. */
export interface PaperStore {
  /** Saves the papers and the list of a day, replacing an older list. `emptySince`: see `ListDayState`. */
  saveListDay(day: Day, papers: readonly Paper[], emptySince: number | null, now: number): Promise<void>;
  /** Saves a paper that stands on no list that we know of. */
  savePaper(paper: Paper, now: number): Promise<void>;
  listDay(day: Day): Promise<ListDay | null>;
  listDays(since: Day): Promise<ListDayState[]>;
  /** Those of the papers that are known, in the order asked. */
  papers(ids: readonly string[]): Promise<Paper[]>;
  /** Papers that are new or others, have a summary or stand on other lists, since a change; the oldest change first. */
  changedPapers(after: number, limit: number): Promise<ChangedPaper[]>;
  /** The highest change; 0 if there is no paper. */
  newestChange(): Promise<number>;
  /** Of the papers of all list days since then, newest first; one that was listed twice comes twice. */
  titlesSince(day: Day): Promise<PaperTitle[]>;
  /** The list days that a paper was on, newest first. */
  daysOf(paperId: string): Promise<Day[]>;

  summaries(ids: readonly string[]): Promise<Map<string, StoredSummary>>;
  /** Keeps a paper's first summary; another one only where it `replaces` that. */
  saveSummary(paperId: string, summary: StoredSummary, now: number, replaces?: boolean): Promise<void>;
  addUsage(usage: Usage, now: number): Promise<void>;
  /** Tokens that were used on the UTC day of an instant, by all models. */
  tokensOfDay(now: number): Promise<number>;
  /** Counts how an attempt to summarise a paper ended, and what was wrong on the way. */
  countSummary(outcome: string, flaws: SummaryWork['flaws']): Promise<void>;
}

/** Who asked for what. */
export interface SubscriptionStore {
  /** Adds a subscription; one that is there, active or not, stays as it is. True if it was added. */
  subscribe(place: Place, settings: Settings, now: number): Promise<boolean>;
  changeSettings(placeId: string, settings: Settings): Promise<void>;
  /** Makes a subscription that is there active, with other settings; editions are owed from `createdAt` on. */
  renewSubscription(place: Place, settings: Settings, createdAt: number): Promise<void>;
  setWorkspace(placeId: string, workspace: string): Promise<void>;
  /** Puts a subscription into another state, if it is in one of `from` now; true if it was. */
  moveSubscription(
    placeId: string,
    from: readonly Subscription['state'][],
    to: Subscription['state'],
    reason: string | null,
  ): Promise<boolean>;
  subscriptions(): Promise<Subscription[]>;
  subscription(placeId: string): Promise<Subscription | null>;
}

/** Editions and deliveries. */
export interface Ledger {
  /** Fixes the papers of an edition; if it is there already, that one is given back unchanged. */
  openEdition(
    placeId: string,
    day: Day,
    paperIds: readonly string[],
    listed: number,
    now: number,
    layout?: Settings['layout'],
  ): Promise<Edition>;
  closeEdition(
    placeId: string,
    day: Day,
    state: 'done' | 'empty' | 'skipped',
    missing: number,
    now: number,
  ): Promise<void>;
  /** Forgets an edition of which nothing was posted: filters that are others now may let papers pass. */
  forgetEmptyEdition(placeId: string, day: Day): Promise<void>;
  setTouchUps(placeId: string, day: Day, touchUps: number, missing: number): Promise<void>;
  edition(placeId: string, day: Day): Promise<Edition | null>;
  /** The editions of the newest list days that were posted to a place, newest first. */
  newestEditions(placeId: string, limit: number): Promise<Edition[]>;
  /** All editions of list days since then, of every place or of one. */
  editions(since: Day, placeId?: string): Promise<EditionState[]>;
  /** The papers that a place was sent since an instant, for other list days than `exceptDay`. */
  papersSent(placeId: string, since: number, exceptDay: Day): Promise<Set<string>>;

  /**
   * Claims a delivery for `owner` until `now + leaseMs`: a new one, or one whose lease is over, or ends so late that
   * the clock must have been set back since it was claimed. One statement.
   */
  claim(delivery: NewDelivery, owner: string, now: number, leaseMs: number): Promise<Claim>;
  /** Gives a claim of `owner` a whole lease from now on; false if it has none any more. */
  renew(key: string, owner: string, now: number, leaseMs: number): Promise<boolean>;
  /** Ends a claim, whoever has it by now: the message is there. One that is settled already stays as it is. */
  settle(key: string, messageId: string, shown: string, now: number): Promise<void>;
  /** Ends a claim of `owner`: the platform does not take the message. False if it has none any more. */
  refuse(key: string, owner: string, reason: string, now: number): Promise<boolean>;
  /** What a message that was sent shows since it was edited. */
  setShown(key: string, shown: string): Promise<void>;
  /** Gives a claim back after a failed send, so that it can be claimed at once; it counts as an attempt. */
  release(key: string, owner: string): Promise<void>;
  deliveries(placeId: string, day: Day): Promise<Delivery[]>;
  /** The paper of a message; null if it is none of ours, or no paper's. */
  paperOf(platform: string, messageId: string): Promise<string | null>;
  /** The messages of papers that were sent to a platform since an instant, newest first. */
  messagesSince(platform: string, since: number): Promise<string[]>;
  /** The newest message of each paper at a place. */
  messagesOf(placeId: string, paperIds: readonly string[]): Promise<Map<string, string>>;
  /** Keeps a message of a paper that a member asked for: it belongs to no edition. */
  saveShared(placeId: string, paperId: string, messageId: string, now: number): Promise<void>;
  /** Keys of messages that belong to no edition and are settled since an instant: sent, or given up. */
  settledOthers(since: number): Promise<Set<string>>;
}

/** Which papers are ranked: what a place was sent of the list days `from` to `to`, or all that they had. */
export interface BestQuery {
  /** Its votes alone count; null for everybody's. */
  readonly placeId: string | null;
  readonly from: Day | null;
  readonly to: Day | null;
  readonly limit: number;
}

export interface RankedPaper {
  readonly paper: Paper;
  readonly votes: VoteCount;
}

/** Presses are rows; a person's vote on a paper is the newest that stands, on one platform. */
export interface VoteStore {
  /** A press that stands already keeps its place in time. */
  addReaction(reaction: Reaction, now: number): Promise<void>;
  removeReaction(reaction: Reaction): Promise<void>;
  /** Makes the presses on one message these; those that were there keep their place in time. */
  replaceReactions(
    platform: string,
    messageId: string,
    reactions: readonly Reaction[],
    now: number,
  ): Promise<void>;
  /** With `placeId` of presses on messages there alone. */
  voteCounts(paperIds: readonly string[], placeId?: string): Promise<Map<string, VoteCount>>;
  /** Ups less downs first, then upvotes, then the newer paper. */
  bestPapers(query: BestQuery): Promise<RankedPaper[]>;
  votesOf(platform: string, voter: string, paperIds: readonly string[]): Promise<Map<string, 1 | -1>>;
  /** The instant of the newest press; 0 if there is none. */
  newestPress(): Promise<number>;
}

/** The truth. Times are milliseconds since the epoch; a place is named by `placeToId`. */
export interface Store extends PaperStore, SubscriptionStore, Ledger, VoteStore {
  /** Fails if the store cannot be written to: a real write, with all that it needs, that leaves nothing behind. */
  probe(): Promise<void>;
  /** Counts for /metrics: name → value. Fails if the store is ill. */
  totals(): Promise<Record<string, number>>;
  /** Summaries by outcome, and flaws by check and severity, for /metrics. */
  summaryCounts(): Promise<readonly SummaryCount[]>;
  close(): Promise<void>;
}
