import type { Paper } from '../domain/paper/paper.ts';
import type { StoredSummary } from '../domain/paper/summary.ts';

/** What writes Korean summaries. */
export interface Summarizer {
  /** What it asks with now. */
  readonly model: string;
  readonly promptVersion: string;
  /**
   * @throws {TemporaryError} on rate limits, time-outs and server errors that outlast the retries
   * @throws {SummaryError} if the model's answer is of no use
   */
  summarize(paper: Paper, signal?: AbortSignal): Promise<StoredSummary>;
}
