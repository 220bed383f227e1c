import cron from 'node-cron';
import { createGate } from '../core/gate.ts';
import { type Job, jobId } from '../core/plan.ts';
import type { Engine, Log } from '../core/ports.ts';

/** How many jobs run at the same time. */
const WIDTH = 8;

/** A heartbeat and a queue inside this process. */
export function createLocalEngine({ log }: { log: Log }, heartbeat = '*/15 * * * * *'): Engine {
  const gate = createGate(WIDTH);
  const underway = new Map<string, Promise<void>>();
  let stopping = false;
  let beating = false;
  let beatAgain = false;
  let task: ReturnType<typeof cron.createTask> | undefined;
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
      task = cron.schedule(heartbeat, beat, { name: 'heartbeat', noOverlap: true });
      void beat();
    },
    async stop() {
      stopping = true;
      await task?.destroy();
      await Promise.all(underway.values());
    },
  };
}
