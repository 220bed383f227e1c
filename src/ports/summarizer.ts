import type { Paper } from '../domain/paper/paper.ts';
import type { StoredSummary } from '../domain/paper/summary.ts';

/** Writes Korean summaries. */
export interface Summarizer {
  /** The name of the model in use. */
  readonly model: string;
  readonly promptVersion: string;
  /**
   * @throws {TemporaryError} if rate limits, timeouts or server errors outlast the retries
   * @throws {SummaryError} if the model's answer is unusable
   */
  summarize(paper: Paper, signal?: AbortSignal): Promise<StoredSummary>;
}
