import type { Day } from '../calendar/day.ts';

/** A database that was restored from a backup: it does not know what was sent after the backup. */
export interface Restored {
  /** When the backup was made; like `restoredAt`, in milliseconds since the epoch. */
  readonly copiedAt: number;
  /** When a bot first started with the restored database. */
  readonly restoredAt: number;
}

/**
 * The earliest time at which a message might have been sent without the restored database knowing about it; null if
 * that is impossible. It depends on the message, not on when the backup was made, because a backup of a restored
 * database has the same gaps.
 * @param dueAt when a message without a list day was due, in milliseconds since the epoch
 */
export function unknownSince(restored: Restored | null, day: Day, dueAt: number): number | null {
  // No message of a list day can be sent before the day's UTC midnight, because its list has no papers yet.
  const earliest = day ? Date.parse(day) : dueAt;
  return restored && earliest <= restored.restoredAt ? earliest : null;
}
