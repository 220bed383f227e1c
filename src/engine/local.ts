import { createGate } from '../core/gate.ts';
import { type Job, jobId } from '../core/plan.ts';
import type { Engine, Log } from '../core/ports.ts';
import { platformOf } from '../core/subscription.ts';
import { startHeartbeat } from './heartbeat.ts';

/** How many jobs of one lane run at the same time. */
const WIDTH = 64;

/** A platform that hangs holds up its own places, not those of others. */
const laneOf = (job: Job): string => ('placeId' in job ? platformOf(job.placeId) : job.kind);

/** A heartbeat and a queue inside this process. `pattern`: when it beats, as cron has it. */
export function createLocalEngine({ log }: { log: Log }, pattern?: string): Engine {
  const gates = new Map<string, ReturnType<typeof createGate>>();
  const underway = new Map<string, Promise<void>>();
  let stopping = false;
  let beating = false;
  let beatAgain = false;
  let heartbeat: ReturnType<typeof startHeartbeat> | undefined;
  let work: Parameters<Engine['start']>[0];

  /** Queues what is due; a finished job may have made more due, so it beats again. */
  async function beat(): Promise<void> {
    if (beating) beatAgain = true;
    if (stopping || beating) return;
    beating = true;
    beatAgain = false;
    try {
      for (const job of await work.beat()) enqueue(job);
    } catch (error) {
      log.error({ err: error }, 'A heartbeat failed');
    } finally {
      beating = false;
    }
    if (beatAgain) await beat();
  }

  function enqueue(job: Job): void {
    const id = jobId(job);
    if (underway.has(id) || stopping) return;
    const lane = laneOf(job);
    const gate = gates.get(lane) ?? createGate(WIDTH);
    gates.set(lane, gate);
    const done = gate(async () => {
      if (!stopping) await work.run(job);
    }).finally(() => {
      underway.delete(id);
      // A list lets editions go; the rest can wait until all is done, or for the heartbeat.
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
