import { type Job, jobId } from '../../domain/edition/job.ts';
import type { FailedJob } from '../../domain/health/health.ts';
import type { Clock } from '../../lib/clock.ts';
import { HOUR, SECOND } from '../../lib/duration.ts';
import type { Cache } from '../../ports/cache.ts';

/** The first pause, doubled with each failure in a row: most failures pass within seconds. */
const FIRST = 2 * SECOND;
const LONGEST = HOUR / 4;
/** No server is waited for longer, whatever it asks for. */
const MAX_ASKED = HOUR;
const KEY = 'run/cool-downs';

/** What stands in the cache may be anything: it must not hold up the heartbeat. */
function isFailedJob(saved: unknown): saved is FailedJob {
  const { job, since, failures, error, until } = (saved ?? {}) as Partial<Record<keyof FailedJob, unknown>>;
  const { kind, day } = (job ?? {}) as Partial<Record<'kind' | 'day', unknown>>;
  const isText = [kind, day, error].every((it) => typeof it === 'string');
  return isText && [since, failures, until].every((it) => typeof it === 'number');
}

/**
 * When jobs that failed are tried again. Kept in the cache as well, so that a restart does not ask a server that is
 * down anew; written once a beat at most, as thousands may fail together.
 */
export function createJobBackoff({ cache, clock }: { readonly cache: Cache; readonly clock: Clock }) {
  const troubles = new Map<string, FailedJob>();
  let isLoaded = false;
  let isSaved = true;

  async function load(): Promise<void> {
    const saved = await cache.get<unknown>(KEY);
    isLoaded = true;
    for (const trouble of Array.isArray(saved) ? saved.filter(isFailedJob) : []) {
      if (!troubles.has(jobId(trouble.job))) troubles.set(jobId(trouble.job), trouble);
    }
  }

  return {
    /** The ids of the jobs that are left alone now. */
    async current(): Promise<ReadonlySet<string>> {
      if (!isLoaded) await load();
      const now = clock.now();
      for (const [id, { until }] of troubles) {
        // It was not tried again, so it is not due any more; or the clock was set back, which must not hold it up.
        if (until < now - LONGEST || until > now + MAX_ASKED) isSaved = !troubles.delete(id);
      }
      if (!isSaved) {
        // Before it is written: what fails meanwhile is written at the next beat.
        isSaved = true;
        await cache.set(KEY, [...troubles.values()]);
      }
      return new Set([...troubles].filter(([, { until }]) => until > now).map(([id]) => id));
    },

    /** Gives how long the job is left alone, in milliseconds. */
    fail(job: Job, error: string, retryAfterMs: number | undefined): number {
      const now = clock.now();
      const { since, failures } = troubles.get(jobId(job)) ?? { since: now, failures: 0 };
      // A server that asks for the same short pause each time would be asked for ever.
      const growing = Math.min(FIRST * 2 ** failures, LONGEST);
      const wait = Math.min(Math.max(retryAfterMs ?? 0, growing), MAX_ASKED);
      troubles.set(jobId(job), { job, since, failures: failures + 1, error, until: now + wait });
      isSaved = false;
      return wait;
    },

    succeed(job: Job): void {
      if (troubles.delete(jobId(job))) isSaved = false;
    },

    troubles: (): readonly FailedJob[] => [...troubles.values()],
  };
}
