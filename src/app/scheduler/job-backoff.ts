import { type Job, jobId } from '../../domain/edition/job.ts';
import type { FailedJob } from '../../domain/health/health.ts';
import type { Clock } from '../../lib/clock.ts';
import { HOUR, SECOND } from '../../lib/duration.ts';
import { once } from '../../lib/once.ts';
import { exponential } from '../../lib/retry.ts';
import { remainingMs } from '../../lib/stored-deadline.ts';
import type { Cache } from '../../ports/cache.ts';

const MAX_BACKOFF = HOUR / 4;
/** The pause after a failure, in milliseconds: most failures last only seconds. Consecutive failures double it. */
const backOff = exponential(2 * SECOND, { maxMs: MAX_BACKOFF });
/** The longest wait that a server can impose, in milliseconds. */
const MAX_ASKED = HOUR;
const KEY = 'run/cool-downs';

/** The cache can contain anything, and invalid content must not break the heartbeat. */
function isFailedJob(saved: unknown): saved is FailedJob {
  const { job, since, failures, error, until } = (saved ?? {}) as Partial<Record<keyof FailedJob, unknown>>;
  const { kind, day } = (job ?? {}) as Partial<Record<'kind' | 'day', unknown>>;
  const isText = [kind, day, error].every((it) => typeof it === 'string');
  return isText && [since, failures, until].every((it) => typeof it === 'number');
}

/**
 * Tracks when to retry failed jobs. A copy in the cache keeps a restarted bot from hitting a server that is down; it is
 * written at most once per heartbeat, because thousands of jobs can fail together.
 */
export function createJobBackoff({ cache, clock }: { readonly cache: Cache; readonly clock: Clock }) {
  const failedJobs = new Map<string, FailedJob>();
  let isSaved = true;

  const load = once(async () => {
    const saved = await cache.get<unknown>(KEY);
    for (const failed of Array.isArray(saved) ? saved.filter(isFailedJob) : []) {
      if (!failedJobs.has(jobId(failed.job))) failedJobs.set(jobId(failed.job), failed);
    }
  });

  return {
    /** The ids of the jobs that are backing off now. */
    async current(): Promise<ReadonlySet<string>> {
      await load();
      const now = clock.now();
      const waiting = new Set<string>();
      for (const [id, failed] of failedJobs) {
        const { since, until } = failed;
        // The clock was set back after the failure.
        if (since > now) failedJobs.set(id, { ...failed, since: now });
        if (remainingMs(until, now, MAX_ASKED) > 0) waiting.add(id);
        // A job that was not retried for this long is no longer due. A retry time that is too far ahead means that the
        // clock was set back.
        else if (until < now - MAX_BACKOFF || until > now) isSaved = !failedJobs.delete(id);
      }
      if (!isSaved) {
        // Set before the write, so that the next beat writes the failures that happen during this write.
        isSaved = true;
        await cache.set(KEY, [...failedJobs.values()]);
      }
      return waiting;
    },

    /** Records a failure and returns how long the job backs off, in milliseconds. */
    fail(job: Job, error: string, retryAfterMs: number | undefined): number {
      const now = clock.now();
      const { since, failures } = failedJobs.get(jobId(job)) ?? { since: now, failures: 0 };
      // The pause keeps growing even if a server asks for the same short one each time.
      const waitMs = Math.min(Math.max(retryAfterMs ?? 0, backOff(failures + 1)), MAX_ASKED);
      failedJobs.set(jobId(job), { job, since, failures: failures + 1, error, until: now + waitMs });
      isSaved = false;
      return waitMs;
    },

    succeed(job: Job): void {
      if (failedJobs.delete(jobId(job))) isSaved = false;
    },

    failedJobs: (): readonly FailedJob[] => [...failedJobs.values()],
  };
}
