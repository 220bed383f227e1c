import { setTimeout as wait } from 'node:timers/promises';

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

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
