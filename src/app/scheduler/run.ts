import type { Job } from '../../domain/edition/job.ts';
import { horizon } from '../../domain/edition/owed.ts';
import { plan } from '../../domain/edition/plan.ts';
import { editionKey, type PlanState } from '../../domain/edition/records.ts';
import { bestKey } from '../../domain/edition/weekly-best.ts';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { describeDeliveries, describeLists } from '../../domain/health/health.ts';
import { placeToId, platformOf } from '../../domain/subscription/subscription.ts';
import { DAY, MINUTE } from '../../lib/duration.ts';
import type { Cache } from '../../ports/cache.ts';
import { type CollectDeps, collect } from '../editions/collect.ts';
import { type DeliverDeps, deliver } from '../editions/deliver.ts';
import { deliverBest } from '../editions/deliver-weekly.ts';
import { refresh } from '../editions/refresh.ts';
import { bindOrClose } from '../places/bind-places.ts';
import type { Instrumentation } from '../telemetry/instrument.ts';
import { createJobBackoff } from './job-backoff.ts';

/**
 * The longest back-off, in milliseconds, whose end wakes the engine; after a longer one, the job waits for a
 * heartbeat.
 */
const MAX_WAKE = MINUTE;
/** How far back to read settled weekly messages, in milliseconds: older ones cannot be due any more. */
const BEST_OVER = 14 * DAY;

export interface RunDeps extends CollectDeps, DeliverDeps {
  readonly cache: Cache;
  readonly instrumentation: Pick<Instrumentation, 'job'>;
  /** Starts a heartbeat immediately. */
  readonly wake: () => void;
  /** Called when a platform rejects our credentials, which an operator has to fix. */
  readonly onFatal: (platform: string, error: SetupError) => void;
}

/** Returns the log field that all log lines about an edition share. */
function logFields(job: Job): { readonly edition?: string } {
  if (job.kind === 'collect' || job.kind === 'bind') return {};
  return { edition: job.kind === 'best' ? bestKey(job.placeId, job.date) : editionKey(job.placeId, job.day) };
}

/**
 * Implements the engine's callbacks: `beat` plans the jobs that are due; `run` performs one of them and never rejects.
 */
export function createRun(deps: RunDeps) {
  const { store, clock, log, signal } = deps;
  const jobBackoff = createJobBackoff(deps);
  let lists: string | null = null;
  /** The places of active subscriptions on enabled platforms, as of the last beat. */
  let served: ReadonlySet<string> = new Set();

  async function readState(now: number): Promise<PlanState> {
    const since = horizon(now);
    const [subscriptions, listDays, editions, bestOver, backingOff] = await Promise.all([
      store.subscriptions(),
      store.listDays(since),
      store.editions(since),
      store.settledBests(now - BEST_OVER),
      jobBackoff.current(),
    ]);
    return {
      subscriptions,
      bestOver,
      listDays: new Map(listDays.map((listDay) => [listDay.day, listDay])),
      editions: new Map(editions.map((edition) => [editionKey(edition.placeId, edition.day), edition])),
      backingOff,
    };
  }

  async function work(job: Job): Promise<void> {
    if (job.kind === 'collect') {
      await collect(deps, job.day);
      return;
    }
    const subscription = await store.subscription(job.placeId);
    if (subscription?.state !== 'active') return;
    if (job.kind !== 'skip') {
      const place = await bindOrClose(deps, subscription.place);
      if (!place) return;
      if (placeToId(place) !== job.placeId) {
        // The place has a new id: the next beat plans its jobs.
        deps.wake();
        return;
      }
    }
    if (job.kind === 'deliver') await deliver(deps, subscription, job.day);
    if (job.kind === 'best') await deliverBest(deps, subscription, job);
    if (job.kind === 'touch-up') await refresh(deps, subscription, job.day, job.step);
    if (job.kind === 'skip') {
      await store.openEdition(job.placeId, job.day, [], 0, clock.now());
      await store.closeEdition(job.placeId, job.day, 'skipped', 0, clock.now());
      log.warn(logFields(job), 'Skipped an edition that is too old to send');
    }
  }

  let isWaking = false;
  /** Wakes the engine when a short back-off ends, without waiting for the next heartbeat. Jobs that fail together share one timer. */
  function wakeAfter(ms: number): void {
    if (isWaking || ms > MAX_WAKE) return;
    isWaking = true;
    clock
      .sleep(ms, signal)
      .then(deps.wake, () => {})
      .finally(() => (isWaking = false));
  }

  return {
    async beat(): Promise<readonly Job[]> {
      const now = clock.now();
      const state = await readState(now);
      lists = describeLists(now, state.subscriptions, state.listDays);
      served = new Set(
        state.subscriptions
          .filter(({ state, place }) => state === 'active' && deps.publishers.has(place.platform))
          .map(({ place }) => placeToId(place)),
      );
      return plan(now, state);
    },

    async run(job: Job): Promise<void> {
      try {
        await deps.instrumentation.job(job.kind, () => work(job));
        jobBackoff.succeed(job);
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof SetupError && 'placeId' in job)
          return deps.onFatal(platformOf(job.placeId), error);
        const temporary = error instanceof TemporaryError;
        if (temporary) log.warn({ ...logFields(job), job, error: error.message }, 'A job failed, will retry');
        else log.error({ ...logFields(job), job, err: error }, 'A job failed unexpectedly, will retry');
        const asked = temporary ? error.retryAfterMs : undefined;
        wakeAfter(jobBackoff.fail(job, String((error as Error)?.message), asked));
      }
    },

    /** Returns the jobs whose last attempt failed. */
    failedJobs: jobBackoff.failedJobs,
    /**
     * Returns the reasons why lists are missing (as of the last beat) and why deliveries fail; null instead of a
     * reason if there is no such problem.
     */
    healthProblems: () => ({
      lists,
      deliveries: describeDeliveries(clock.now(), jobBackoff.failedJobs(), (placeId) => served.has(placeId)),
    }),
  };
}
