import type { Day } from '../domain/calendar/day.ts';
import type { ListDay, ListDayState } from '../domain/edition/records.ts';
import type { Paper, PaperTitle } from '../domain/paper/paper.ts';
import type { StoredSummary, SummaryWork, Usage } from '../domain/paper/summary.ts';

/** A paper that has changed, for the search index. */
export interface ChangedPaper {
  readonly paper: Paper;
  /** The paper's newest list day; for a paper on no list, the UTC day on which it was last saved. */
  readonly day: Day;
  /** The number of the paper's latest change. Each change of any paper gets a higher number than all earlier ones. */
  readonly change: number;
}

/** Papers, list days and summaries. */
export interface PaperStore {
  /** Saves the list of a day and its papers, replacing what was saved before. `emptySince`: see `ListDayState`. */
  saveListDay(day: Day, papers: readonly Paper[], emptySince: number | null, now: number): Promise<void>;
  /** Saves a paper without adding it to a list. */
  savePaper(paper: Paper, now: number): Promise<void>;
  listDay(day: Day): Promise<ListDay | null>;
  listDays(since: Day): Promise<ListDayState[]>;
  /** Returns the known papers among `ids`, in the order of `ids`. */
  papers(ids: readonly string[]): Promise<Paper[]>;
  /** Returns up to `limit` papers whose data, summary or lists changed since change number `after`, oldest first. */
  changedPapers(after: number, limit: number): Promise<ChangedPaper[]>;
  /** Returns the highest change number; 0 if there are no papers. */
  newestChange(): Promise<number>;
  /**
   * Returns the titles of the papers listed on `day` or later, newest list day first, without withdrawn papers. A
   * paper that was listed on two days appears twice.
   */
  titlesSince(day: Day): Promise<PaperTitle[]>;
  /** Returns the list days that include a paper, newest first. */
  daysOf(paperId: string): Promise<Day[]>;

  summaries(ids: readonly string[]): Promise<Map<string, StoredSummary>>;
  /** Saves a summary. An existing summary is replaced only if `replaces` is set or a read has found it corrupt. */
  saveSummary(paperId: string, summary: StoredSummary, now: number, replaces?: boolean): Promise<void>;
  addUsage(usage: Usage, now: number): Promise<void>;
  /** Returns the number of tokens used by all models on the UTC day of `now`. */
  tokensOfDay(now: number): Promise<number>;
  /** Counts the outcome of one attempt to summarise a paper, and the flaws that were found. */
  countSummary(outcome: string, flaws: SummaryWork['flaws']): Promise<void>;
}
