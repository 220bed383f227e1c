import type { Day } from '../domain/calendar/day.ts';
import type { Paper } from '../domain/paper/paper.ts';

/** A source of papers, such as Hugging Face Daily Papers. */
export interface Source {
  /**
   * Returns the complete list of a day, in the source's order; empty if the day has no papers.
   * @throws {TemporaryError} if the list cannot be fetched or parsed; this is never reported as an empty list
   */
  listDay(day: Day, signal?: AbortSignal): Promise<Paper[]>;
  /**
   * Returns a paper by its id, even if no list contains the paper; null if the source does not have it.
   * @throws {TemporaryError} if the paper cannot be fetched or parsed
   */
  paper(id: string, signal?: AbortSignal): Promise<Paper | null>;
}
