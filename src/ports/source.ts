import type { Day } from '../domain/calendar/day.ts';
import type { Paper } from '../domain/paper/paper.ts';

/** A source of papers, such as Hugging Face Daily Papers. */
export interface Source {
  /**
   * The complete list of a day, in the source's order; empty if the day has none.
   * @throws {TemporaryError} if the list cannot be fetched or understood; this is never reported as an empty list
   */
  listDay(day: Day, signal?: AbortSignal): Promise<Paper[]>;
  /**
   * One paper by id, listed or not; null if the source does not have it.
   * @throws {TemporaryError} if the source cannot be reached or understood
   */
  paper(id: string, signal?: AbortSignal): Promise<Paper | null>;
}
