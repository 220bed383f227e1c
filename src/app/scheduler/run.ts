import type { Day } from '../../domain/calendar/day.ts';
import type { Job } from '../../domain/edition/job.ts';
import { horizon } from '../../domain/edition/owed.ts';
import { plan } from '../../domain/edition/plan.ts';
import { type EditionState, editionKey, indexState, type PlanState } from '../../domain/edition/records.ts';
import { lacksSummaries } from '../../domain/edition/refresh-step.ts';
import { bestKey } from '../../domain/edition/weekly-best.ts';
import { SetupError, TemporaryError } from '../../domain/errors.ts';
import { describeDeliveries, describeLists } from '../../domain/health/health.ts';
import { isLongPause, isTellingDue, isTryDue, nextTry } from '../../domain/subscription/pause.ts';
import { placeToId, platformOf, type Subscription } from '../../domain/subscription/subscription.ts';
import { DAY, HOUR, MINUTE } from '../../lib/duration.ts';
import type { Cache } from '../../ports/cache.ts';
import type { Messenger } from '../../ports/publisher.ts';
import { findPublisher } from '../editions/attempt.ts';
import { type CollectDeps, collect } from '../editions/collect.ts';
import { closeWithout, type DeliverDeps, deliver } from '../editions/deliver.ts';
import { deliverBest } from '../editions/deliver-weekly.ts';
import { publish } from '../editions/publish.ts';
import { refresh } from '../editions/refresh.ts';
import { bindOrClose } from '../places/bind-places.ts';
import { tellSubscriber } from '../places/tell-subscriber.ts';
import type { Instrumentation } from '../telemetry/instrument.ts';
import { createJobBackoff } from './job-backoff.ts';

/**
 * The longest back-off, in milliseconds, whose end wakes the engine; after a longer one, the job waits for a
 * heartbeat.
 */
const MAX_WAKE = MINUTE;
/** How far back to read settled weekly messages, in milliseconds: older ones cannot be due any more. */
const BEST_OVER = 14 * DAY;

/**
 * How long to wait if trying a paused place fails without a definite answer, in milliseconds; after this many such
 * failures, the place waits for its next posting time.
 */
const TRY_AGAIN_AFTER = HOUR;
const MAX_FAILED_TRIES = 3;
/** The kinds of jobs that try a paused place. */
const TRIES: readonly Job['kind'][] = ['bind', 'deliver', 'best', 'skip'];

export interface RunDeps extends CollectDeps, DeliverDeps {
  readonly cache: Cache;
  readonly instrumentation: Pick<Instrumentation, 'job'>;
  /** The messengers by platform. */
  readonly messengers: ReadonlyMap<string, Messenger>;
  /** False if nobody is told about paused places (ALERT_SUBSCRIBERS). */
  readonly alertsSubscribers: boolean;
  /** Called when a platform rejects our credentials, which an operator has to fix. */
  readonly onFatal: (platform: string, error: SetupError) => void;
}

/**
 * Returns true if a job should run: always for an active subscription, for a paused one if it is due for a try, and for
 * one on hold if it only edits cards.
 */
function mayRun({ kind }: Job, subscription: Subscription, now: number): boolean {
  if (subscription.state === 'active') return true;
  if (subscription.state === 'on-hold') return kind === 'touch-up';
  if (kind === 'tell') return isTellingDue(now, subscription);
  return TRIES.includes(kind) && isTryDue(now, subscription);
}

/** Tries a paused place again at its next posting time. Never rejects: otherwise, the job's back-off still holds. */
async function postpone({ store, clock, log }: RunDeps, { place, settings }: Subscription): Promise<void> {
  const placeId = placeToId(place);
  await store
    .postponeTry(placeId, nextTry(clock.now(), settings, null))
    .catch((err) => log.warn({ place: placeId, err }, 'Could not postpone the next try of a paused place'));
}

/** Returns the log field that all log lines about an edition share. */
function logFields(job: Job): { readonly edition?: string } {
  if (job.kind === 'collect' || job.kind === 'bind' || job.kind === 'tell') return {};
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
  /** The subscriptions that had been paused for a day at the last beat. */
  let longPaused: readonly Subscription[] = [];
  /** True if the model server has recovered since the last beat. */
  let hasRecovered = false;
  /** The editions that are refreshed because of that, by `editionKey`. */
  const recovered = new Set<string>();

  async function readState(now: number): Promise<PlanState> {
    const since = horizon(now);
    const [subscriptions, listDays, editions, bestOver, backingOff] = await Promise.all([
      store.subscriptions(),
      store.listDays(since),
      store.editions(since),
      store.settledBests(now - BEST_OVER),
      jobBackoff.current(),
    ]);
    noteRecovery(now, editions);
    return {
      subscriptions,
      bestOver,
      ...indexState(listDays, editions),
      backingOff,
      alertsSubscribers: deps.alertsSubscribers,
      recovered,
    };
  }

  /** After a recovery of the model server, notes the editions that lack summaries. */
  function noteRecovery(now: number, editions: readonly EditionState[]): void {
    if (!hasRecovered) return;
    hasRecovered = false;
    for (const edition of editions)
      if (lacksSummaries(now, edition)) recovered.add(editionKey(edition.placeId, edition.day));
  }

  /** Returns the subscription of a job that tries a paused place; null for any other job. */
  async function findTried(job: Job): Promise<Subscription | null> {
    if (!('placeId' in job) || !TRIES.includes(job.kind)) return null;
    const subscription = await store.subscription(job.placeId).catch(() => null);
    return subscription?.state === 'paused' ? subscription : null;
  }

  async function work(job: Job): Promise<void> {
    if (job.kind === 'collect') {
      await collect(deps, job.day);
      return;
    }
    const subscription = await store.subscription(job.placeId);
    if (!subscription || !mayRun(job, subscription, clock.now())) return;
    if (job.kind === 'tell') {
      // If the platform is off, throw.
      findPublisher(deps, subscription.place);
      await tellSubscriber(deps, subscription);
      return;
    }
    if (job.kind !== 'skip' && subscription.state !== 'on-hold') {
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
    if (job.kind === 'touch-up')
      await refresh(deps, subscription, job.day, job.step, jobBackoff.failuresOf(job));
    if (job.kind === 'publish') await publish(deps, subscription, job.day);
    if (job.kind === 'skip') await skip(job.placeId, subscription, job.day);
  }

  async function skip(placeId: string, subscription: Subscription, day: Day): Promise<void> {
    if (!(await closeWithout(deps, subscription, day))) {
      await store.openEdition(placeId, day, [], 0, clock.now());
      await store.closeEdition(placeId, day, 'skipped', 0, clock.now());
      log.warn({ edition: editionKey(placeId, day) }, 'Skipped an edition that is too old to send');
    }
    // The delivery is no longer due, so it is no longer failing.
    jobBackoff.succeed({ kind: 'deliver', placeId, day });
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
      longPaused = state.subscriptions.filter((subscription) => isLongPause(now, subscription));
      return plan(now, state);
    },

    async run(job: Job): Promise<void> {
      const edition = job.kind === 'touch-up' ? editionKey(job.placeId, job.day) : null;
      // A refresh that began before the recovery has missed it, so the edition needs another one.
      const hasNoticed = edition !== null && recovered.has(edition);
      try {
        await deps.instrumentation.job(job.kind, () => work(job));
        jobBackoff.succeed(job);
        if (edition !== null && hasNoticed) recovered.delete(edition);
        else if (edition !== null && recovered.has(edition)) deps.wake();
      } catch (error) {
        if (signal.aborted) return;
        if (error instanceof SetupError && 'placeId' in job)
          return deps.onFatal(platformOf(job.placeId), error);
        const temporary = error instanceof TemporaryError;
        if (temporary && job.kind === 'publish')
          log.info(
            { ...logFields(job), error: error.message },
            'Cannot publish more messages now, will continue',
          );
        else if (temporary)
          log.warn({ ...logFields(job), job, error: error.message }, 'A job failed, will retry');
        else log.error({ ...logFields(job), job, err: error }, 'A job failed unexpectedly, will retry');
        const asked = temporary ? error.retryAfterMs : undefined;
        const tried = await findTried(job);
        const message = String((error as Error)?.message);
        const hasProgressed = temporary && error.hasProgressed;
        const pause = tried ? TRY_AGAIN_AFTER : asked;
        const { waitMs, failures } = jobBackoff.fail(job, message, pause, hasProgressed);
        if (tried && (!temporary || failures >= MAX_FAILED_TRIES)) await postpone(deps, tried);
        wakeAfter(waitMs);
      }
    },

    /** Returns the subscriptions whose places had been paused for a day at the last beat. */
    longPaused: () => longPaused,
    /** Must be called when the model server is healthy again: cards that lack a summary are edited. */
    onModelRecovery(): void {
      hasRecovered = true;
      deps.wake();
    },
    /** Returns the jobs whose last attempt failed. */
    failedJobs: jobBackoff.failedJobs,
    /** Lets the jobs of a place back off under its new id. */
    movePlace: jobBackoff.movePlace,
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
