import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from './core/ports.ts';

/** The machine's clock, or one that starts from `startAt` (milliseconds since the epoch) and runs as fast. */
export function createClock(startAt: number | null): Clock {
  const shift = startAt === null ? 0 : startAt - Date.now();
  return {
    now: () => Date.now() + shift,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      if (ms <= 0) return;
      await wait(ms, undefined, { signal }).catch((error) => {
        // Node has an error of its own for it, with the reason inside.
        signal?.throwIfAborted();
        throw error;
      });
    },
  };
}
