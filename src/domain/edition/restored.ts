import type { Day } from '../calendar/day.ts';

/** A database that was put back from a copy does not know what was sent after the copy was made. */
export interface Restored {
  /** When the copy was made, and when it was first started; milliseconds since the epoch. */
  readonly copiedAt: number;
  readonly restoredAt: number;
}

/**
 * The earliest instant at which a message may have been sent without a restored database knowing of it; null if it
 * cannot have been. It rests on the message alone, not on when the copy was made: a copy of a restored database
 * does not know either what was sent before that one was restored. `dueAt` is of a message of no list day.
 */
export function unknownSince(restored: Restored | null, day: Day, dueAt: number): number | null {
  // A list day's first papers are there at its UTC midnight at the earliest; only then it can be delivered.
  const earliest = day ? Date.parse(day) : dueAt;
  return restored && earliest <= restored.restoredAt ? earliest : null;
}
