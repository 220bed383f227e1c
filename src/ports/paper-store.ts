import type { Day } from '../domain/calendar/day.ts';
import type { ListDay, ListDayState } from '../domain/edition/records.ts';
import type { Paper, PaperTitle } from '../domain/paper/paper.ts';
import type { StoredSummary, SummaryWork, Usage } from '../domain/paper/summary.ts';

/** A paper that changed since the search index last read it. */
export interface ChangedPaper {
  readonly paper: Paper;
  /** Its newest list day; for a paper on no list, the day it was last saved. */
  readonly day: Day;
  /** Sequence number: increases with every change of any paper. */
  readonly change: number;
}

/** Papers, list days and summaries. */
export interface PaperStore {
  /** Saves the papers and the list of a day, replacing an earlier version. `emptySince`: see `ListDayState`. */
  saveListDay(day: Day, papers: readonly Paper[], emptySince: number | null, now: number): Promise<void>;
  /** Saves a paper that is not on any known list. */
  savePaper(paper: Paper, now: number): Promise<void>;
  listDay(day: Day): Promise<ListDay | null>;
  listDays(since: Day): Promise<ListDayState[]>;
  /** The known papers among `ids`, in the order of `ids`. */
  papers(ids: readonly string[]): Promise<Paper[]>;
  /** Papers whose data, summary or lists changed after change number `after`, oldest change first. */
  changedPapers(after: number, limit: number): Promise<ChangedPaper[]>;
  /** The highest change number; 0 if there is no paper. */
  newestChange(): Promise<number>;
  /** Papers of all list days from `day` on, newest first; a paper listed twice appears twice. */
  titlesSince(day: Day): Promise<PaperTitle[]>;
  /** The list days that include a paper, newest first. */
  daysOf(paperId: string): Promise<Day[]>;

  summaries(ids: readonly string[]): Promise<Map<string, StoredSummary>>;
  /** Saves a summary. An existing one is kept unless `replaces` is set. */
  saveSummary(paperId: string, summary: StoredSummary, now: number, replaces?: boolean): Promise<void>;
  addUsage(usage: Usage, now: number): Promise<void>;
  /** Tokens used by all models on the UTC day of `now`. */
  tokensOfDay(now: number): Promise<number>;
  /** Counts the outcome of one attempt to summarise a paper, and its flaws. */
  countSummary(outcome: string, flaws: SummaryWork['flaws']): Promise<void>;
}
