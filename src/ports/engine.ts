import type { Job } from '../domain/edition/job.ts';

/** Runs jobs. A lost job does no harm: the next heartbeat plans it again. */
export interface Engine {
  /** Starts the heartbeat. `beat` returns the jobs that are due; `run` runs one of them and never rejects. */
  start(work: { beat(): Promise<readonly Job[]>; run(job: Job): Promise<void> }): void;
  /** Starts a heartbeat immediately, or as soon as the current one has ended. */
  wake(): void;
  /** Stops the heartbeat, drops the queued jobs, and waits for the running jobs to finish. */
  stop(): Promise<void>;
}
