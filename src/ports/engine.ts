import type { Job } from '../domain/edition/job.ts';

/** Runs jobs. Losing one does no harm: the next heartbeat plans it again. */
export interface Engine {
  /** `beat` returns the jobs that are due; `run` performs one of them and never rejects. */
  start(work: { beat(): Promise<readonly Job[]>; run(job: Job): Promise<void> }): void;
  /** Runs the next heartbeat immediately. */
  wake(): void;
  /** Accepts no more jobs and waits for the running ones. */
  stop(): Promise<void>;
}
