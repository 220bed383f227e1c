import { setTimeout as wait } from 'node:timers/promises';

/** Two clocks with different purposes (docs/architecture.md, rule 20). */
export interface Clock {
  /** Wall time, milliseconds since the epoch. It can jump back or forward at any time. */
  now(): number;
  /** Monotonic time, milliseconds since some fixed point: for waits, timeouts and rate limits of this process. */
  elapsed(): number;
  /** Resolves after `ms` of monotonic time; rejects with the signal's reason if it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The system clock. With `startAt` (milliseconds since the epoch), wall time starts there and runs at normal speed. */
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
