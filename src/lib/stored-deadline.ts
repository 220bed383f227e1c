/**
 * How many milliseconds remain until a stored deadline; 0 if it has passed. Stored deadlines are wall time, so the
 * clock might have been set back since then: a deadline further away than `maxMs`, the longest possible wait, counts
 * as passed.
 */
export function remainingMs(deadline: number, now: number, maxMs: number): number {
  const leftMs = deadline - now;
  return leftMs > 0 && leftMs <= maxMs ? leftMs : 0;
}
