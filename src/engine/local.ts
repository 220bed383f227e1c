import pLimit, { type LimitFunction } from 'p-limit';
import { type Job, jobId } from '../domain/edition/job.ts';
import { platformOf } from '../domain/subscription/subscription.ts';
import type { Log } from '../lib/log.ts';
import type { Engine } from '../ports/engine.ts';
import { startHeartbeat } from './heartbeat.ts';

/** The maximum number of concurrent jobs per lane (see `laneOf`), except for refreshes. */
const MAX_JOBS = 64;
/**
 * The maximum number of concurrent refreshes per platform, and of jobs that publish: nobody waits for them, so editions
 * get most of the rate limit.
 */
const MAX_REFRESHES = 8;

/**
 * Returns the lane of a job, the queue in which it waits for its turn. Each platform has its own lanes, so that a
 * hanging platform only delays its own places.
 */
function laneOf(job: Job): { readonly lane: string; readonly concurrency: number } {
  if (!('placeId' in job)) return { lane: job.kind, concurrency: MAX_JOBS };
  const platform = platformOf(job.placeId);
  return job.kind === 'touch-up' || job.kind === 'publish'
    ? { lane: `${platform}/${job.kind}`, concurrency: MAX_REFRESHES }
    : { lane: platform, concurrency: MAX_JOBS };
}

/** Creates an engine with a heartbeat and a queue in this process. `pattern` is a cron expression for the heartbeat. */
export function createLocalEngine({ log }: { log: Log }, pattern?: string): Engine {
  const limits = new Map<string, LimitFunction>();
  const underway = new Map<string, Promise<void>>();
  let stopping = false;
  let beating = false;
  let beatAgain = false;
  let heartbeat: ReturnType<typeof startHeartbeat> | undefined;
  let work: Parameters<Engine['start']>[0];
  /** The error of the last beat, which was logged; null if the beat succeeded. */
  let beatError: string | null = null;

  /**
   * Queues the jobs that are due. A call during a beat causes another beat afterwards: a finished job can make other
   * jobs due.
   */
  async function beat(): Promise<void> {
    if (beating) beatAgain = true;
    if (stopping || beating) return;
    beating = true;
    beatAgain = false;
    try {
      for (const job of await work.beat()) enqueue(job);
      beatError = null;
    } catch (error) {
      const { message } = error as Error;
      // The next heartbeat is five seconds away, so log each problem once.
      if (message !== beatError) log.error({ err: error }, 'A heartbeat failed, will retry');
      beatError = message;
    } finally {
      beating = false;
    }
    if (beatAgain) await beat();
  }

  function enqueue(job: Job): void {
    const id = jobId(job);
    if (underway.has(id) || stopping) return;
    const { lane, concurrency } = laneOf(job);
    const limit = limits.get(lane) ?? pLimit(concurrency);
    limits.set(lane, limit);
    const done = limit(async () => {
      if (!stopping) await work.run(job);
    }).finally(() => {
      underway.delete(id);
      // A new list makes editions due immediately. After any other job, beat only if no job is left.
      if (job.kind === 'collect' || underway.size === 0) void beat();
    });
    underway.set(id, done);
  }

  return {
    start(given) {
      work = given;
      heartbeat = startHeartbeat(beat, pattern);
      void beat();
    },
    wake: () => void beat(),
    async stop() {
      stopping = true;
      await heartbeat?.stop();
      await Promise.all(underway.values());
    },
  };
}
