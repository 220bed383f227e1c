import { type Job, jobId } from '../../domain/edition/job.ts';
import type { FailedJob } from '../../domain/health/health.ts';
import type { Clock } from '../../lib/clock.ts';
import { HOUR, SECOND } from '../../lib/duration.ts';
import { once } from '../../lib/once.ts';
import { exponential } from '../../lib/retry.ts';
import { remainingMs } from '../../lib/stored-deadline.ts';
import type { Cache } from '../../ports/cache.ts';

const MAX_BACKOFF = HOUR / 4;
/**
 * Returns the pause after the given number of consecutive failures, in milliseconds. The first pauses are short,
 * because most failures last only seconds.
 */
const backOff = exponential(2 * SECOND, { maxMs: MAX_BACKOFF });
/** The longest wait that a server can impose, in milliseconds. */
const MAX_ASKED = HOUR;
const KEY = 'run/cool-downs';

/** Validates an entry from the cache, which can contain anything: invalid content must not break the heartbeat. */
function isFailedJob(saved: unknown): saved is FailedJob {
  const fields = (saved ?? {}) as Partial<Record<keyof FailedJob, unknown>>;
  const { job, since, failures, failedAt, error, until } = fields;
  const { kind, day, placeId } = (job ?? {}) as Partial<Record<'kind' | 'day' | 'placeId', unknown>>;
  const isText = [kind, kind === 'bind' || kind === 'tell' ? placeId : day, error].every(
    (it) => typeof it === 'string',
  );
  return isText && [since, failures, failedAt, until].every((it) => typeof it === 'number');
}

/**
 * Tracks when to retry failed jobs. A copy in the cache keeps a restarted bot from retrying too early. The copy is
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
    /** Returns the jobs that are backing off now: when each failed last, by its id. */
    async current(): Promise<ReadonlyMap<string, number>> {
      await load();
      const now = clock.now();
      const waiting = new Map<string, number>();
      for (const [id, failed] of failedJobs) {
        const { since, until } = failed;
        // If `since` is in the future, the clock was set back after the failure.
        if (since > now) failedJobs.set(id, { ...failed, since: now });
        if (remainingMs(until, now, MAX_ASKED) > 0) waiting.set(id, failed.failedAt);
        // Forget a job that was not retried within `MAX_BACKOFF` of its retry time: it is no longer due. Also forget
        // a job whose retry time is more than `MAX_ASKED` away: the clock was set back.
        else if (until < now - MAX_BACKOFF || until > now) isSaved = !failedJobs.delete(id);
      }
      if (!isSaved) {
        // Set this flag before the write, so that failures during the write are saved at the next beat.
        isSaved = true;
        await cache.set(KEY, [...failedJobs.values()]);
      }
      return waiting;
    },

    /**
     * Records a failure. Returns how long the job backs off, in milliseconds, and how often it has failed in a row
     * without any progress in between.
     * @param hasProgressed true if the job has done a part that stays done
     */
    fail(
      job: Job,
      error: string,
      retryAfterMs: number | undefined,
      hasProgressed = false,
    ): { readonly waitMs: number; readonly failures: number } {
      const now = clock.now();
      const known = failedJobs.get(jobId(job)) ?? { since: now, failures: 0 };
      const failures = hasProgressed ? 1 : known.failures + 1;
      // The pause keeps growing even if a server asks for the same short pause each time.
      const waitMs = Math.min(Math.max(retryAfterMs ?? 0, backOff(failures)), MAX_ASKED);
      const { since } = known;
      failedJobs.set(jobId(job), { job, since, failures, failedAt: now, error, until: now + waitMs });
      isSaved = false;
      return { waitMs, failures };
    },

    succeed(job: Job): void {
      if (failedJobs.delete(jobId(job))) isSaved = false;
    },

    /** Gives the jobs of a place its new id. */
    movePlace(from: string, to: string): void {
      for (const [id, failed] of failedJobs) {
        if (!('placeId' in failed.job) || failed.job.placeId !== from) continue;
        const job: Job = { ...failed.job, placeId: to };
        failedJobs.delete(id);
        failedJobs.set(jobId(job), { ...failed, job });
        isSaved = false;
      }
    },

    /** Returns in how many attempts in a row a job has failed. */
    failuresOf: (job: Job): number => failedJobs.get(jobId(job))?.failures ?? 0,

    failedJobs: (): readonly FailedJob[] => [...failedJobs.values()],
  };
}
