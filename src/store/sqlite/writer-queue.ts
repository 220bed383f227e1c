import { createClock } from '../../lib/clock.ts';
import { createMutex } from '../../lib/mutex.ts';
import { type RetryPolicy, retry } from '../../lib/retry.ts';

/** How long a statement waits for another process's lock, in milliseconds since it was queued … */
const BUSY_TIMEOUT = 5_000;
/** … but at least this long after its turn came, if it had to wait for earlier statements. */
const MIN_BUSY_TIMEOUT = 200;
/** The pauses between attempts, in milliseconds: those of SQLite's busy handler, which would block the process. */
const PAUSES = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50];

/** The lock belongs to another process, so waits use real time, whatever the bot's own clock shows. */
const CLOCK = createClock(null);

/** Runs work on one connection, one piece at a time and in order, and waits for locks without blocking the process. */
export interface WriterQueue {
  /** Waits for its turn, then retries while the file is locked. */
  write<T>(work: () => T): Promise<T>;
  /**
   * Like `write`, but does not queue behind work that waits for a lock: under WAL a read needs no lock, so it runs as
   * soon as the current work waits for one.
   */
  read<T>(work: () => T): Promise<T>;
  /** Retries `begin` while the file is locked, then keeps the turn until `work` has ended. */
  transaction<T>(begin: () => void, work: () => Promise<T>): Promise<T>;
}

/** `isBusy` recognises the error of a statement that found the file locked. */
export function createWriterQueue(isBusy: (error: unknown) => boolean): WriterQueue {
  const inTurn = createMutex();
  /** The reads that are waiting for their turn; calling one tries it. */
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
