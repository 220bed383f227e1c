/**
 * Returns the milliseconds that remain until a stored deadline; 0 if it has passed. Stored deadlines are wall time, and
 * the clock might have been set back after they were stored, so a deadline further away than `maxMs`, the longest
 * possible wait, counts as passed.
 */
export function remainingMs(deadline: number, now: number, maxMs: number): number {
  const leftMs = deadline - now;
  return leftMs > 0 && leftMs <= maxMs ? leftMs : 0;
}
