import { setTimeout as wait } from 'node:timers/promises';

/** Two clocks with different purposes (docs/architecture.md, rule 20). */
export interface Clock {
  /** Wall time, in milliseconds since the epoch. It can jump back or forward at any time. */
  now(): number;
  /** Monotonic time, in milliseconds since a fixed point; for waits, timeouts and rate limits of this process. */
  elapsed(): number;
  /** Resolves after `ms` milliseconds of monotonic time; rejects with the signal's reason if the signal is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Returns the system clock. Its wall time starts at `startAt` (milliseconds since the epoch); null: at present. */
export function createClock(startAt: number | null): Clock {
  const shift = startAt === null ? 0 : startAt - Date.now();
  return {
    now: () => Date.now() + shift,
    elapsed: () => performance.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      if (ms <= 0) return;
      await wait(ms, undefined, { signal }).catch((error) => {
        // Node wraps the reason in its own AbortError.
        signal?.throwIfAborted();
        throw error;
      });
    },
  };
}
