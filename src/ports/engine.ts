import type { Job } from '../domain/edition/job.ts';

/** Runs jobs; losing them does no harm, the next beat plans them again. */
export interface Engine {
  start(work: { beat(): Promise<readonly Job[]>; run(job: Job): Promise<void> }): void;
  /** Looks for what is due at once. */
  wake(): void;
  /** Stops taking jobs and waits for those that run. */
  stop(): Promise<void>;
}
