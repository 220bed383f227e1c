import { createClock } from '../../lib/clock.ts';
import { createMutex } from '../../lib/mutex.ts';
import { type RetryPolicy, retry } from '../../lib/retry.ts';

/** How long a statement is retried while another process holds the lock, in milliseconds since it was queued. */
const BUSY_TIMEOUT = 5_000;
/** The minimum time for which a statement is retried, in milliseconds, however long it was queued before. */
const MIN_BUSY_TIMEOUT = 200;
/** The pauses between attempts, in milliseconds: as in SQLite's busy handler, which would block the process. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50];

/** A real clock, even if the bot's clock is simulated: other processes hold their locks in real time. */
const CLOCK = createClock(null);

/** Runs work on one connection, one task at a time, and waits for other processes' locks without blocking our own. */
export interface WriterQueue {
  /** Runs `work` when all earlier work has ended, and retries it while the file is locked. */
  write<T>(work: () => T): Promise<T>;
  /**
   * Like `write`, but can overtake earlier work that waits for a lock: in WAL mode, reads need no lock, so they run
   * while that work waits.
   */
  read<T>(work: () => T): Promise<T>;
  /** Runs `begin` like `write`, then runs `work`, and nothing else until `work` has ended. */
  transaction<T>(begin: () => void, work: () => Promise<T>): Promise<T>;
}

/** Creates a queue. `isBusy` returns true for the error of a statement that failed because the file was locked. */
export function createWriterQueue(isBusy: (error: unknown) => boolean): WriterQueue {
  const inTurn = createMutex();
  /** The queued reads; each function attempts its read immediately. */
  const waitingReads = new Set<() => void>();

  function retryWhileBusy<T>(queuedAt: number, work: () => T): Promise<T> {
    const policy: RetryPolicy = {
      attempts: Number.POSITIVE_INFINITY,
      delayMs: (retry) => PAUSES[Math.min(retry, PAUSES.length) - 1] ?? 0,
      totalMs: Math.max(queuedAt + BUSY_TIMEOUT - CLOCK.elapsed(), MIN_BUSY_TIMEOUT),
    };
    return retry(async () => work(), {
      clock: CLOCK,
      policy,
      shouldRetry: (error) => (isBusy(error) ? {} : null),
      onRetry: () => {
        for (const tryRead of waitingReads) tryRead();
      },
    });
  }

  return {
    write(work) {
      const queuedAt = CLOCK.elapsed();
      return inTurn(() => retryWhileBusy(queuedAt, work));
    },

    read: (work) =>
      new Promise((resolve, reject) => {
        const queuedAt = CLOCK.elapsed();
        const tryRead = () => {
          try {
            resolve(work());
          } catch (error) {
            if (isBusy(error)) return;
            reject(error);
          }
          waitingReads.delete(tryRead);
        };
        waitingReads.add(tryRead);
        inTurn(async () => {
          if (waitingReads.delete(tryRead)) resolve(await retryWhileBusy(queuedAt, work));
        }).catch(reject);
      }),

    transaction(begin, work) {
      const queuedAt = CLOCK.elapsed();
      return inTurn(async () => {
        await retryWhileBusy(queuedAt, begin);
        return work();
      });
    },
  };
}
