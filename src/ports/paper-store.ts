import type { Day } from '../domain/calendar/day.ts';
import type { ListDay, ListDayState } from '../domain/edition/records.ts';
import type { Paper, PaperTitle } from '../domain/paper/paper.ts';
import type { StoredSummary, SummaryWork, Usage } from '../domain/paper/summary.ts';

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
