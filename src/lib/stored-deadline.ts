/**
 * How many milliseconds of a stored deadline are left; 0 if it has passed. Stored deadlines are wall time, so the clock
 * might have been set back since: one that is further away than `maxMs`, the longest it can have been, is over.
 */
export function remainingMs(deadline: number, now: number, maxMs: number): number {
  const leftMs = deadline - now;
  return leftMs > 0 && leftMs <= maxMs ? leftMs : 0;
}
