import type { Day } from '../domain/calendar/day.ts';
import type { Paper } from '../domain/paper/paper.ts';

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
