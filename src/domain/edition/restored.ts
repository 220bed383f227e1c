import type { Day } from '../calendar/day.ts';
import { type Place, placeToId, teamOf } from '../subscription/subscription.ts';

/** A database that was restored from a backup, so it has no record of what was sent after the backup was made. */
export interface Restored {
  /** When the backup was made; like `restoredAt`, in milliseconds since the epoch. */
  readonly copiedAt: number;
  /** When a bot first started with the restored database. */
  readonly restoredAt: number;
  /** True if messages without a record might carry keys from before ids held their workspace: see `possibleKeys`. */
  readonly hasFormerKeys: boolean;
}

/**
 * Returns the earliest time at which a message might have been sent without a record in the restored database; null
 * if that is impossible. `copiedAt` does not matter, because the backup itself might be of a restored database, and
 * lack earlier records too.
 * @param dueAt when a message without a list day was due, in milliseconds since the epoch
 */
export function unknownSince(restored: Restored | null, day: Day, dueAt: number): number | null {
  // No message for a list day can be sent before the day begins (00:00 UTC), because its list is empty until then.
  const earliest = day ? Date.parse(day) : dueAt;
  return restored && earliest <= restored.restoredAt ? earliest : null;
}

/**
 * Returns the keys under which a message might have been sent without a record in a restored database: `key`, and its
 * earlier forms, with which the place's id began before its team joined an enterprise or before ids held the workspace.
 */
export function possibleKeys(restored: Restored | null, key: string, place: Place): ReadonlySet<string> {
  const placeId = placeToId(place);
  const keys = new Set([key]);
  if (!restored || !key.startsWith(placeId)) return keys;
  const team = teamOf(place.workspace);
  for (const workspace of restored.hasFormerKeys ? [team, ''] : [team])
    keys.add(placeToId({ ...place, workspace }) + key.slice(placeId.length));
  return keys;
}
