import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';

/** Looks whether the store can be written to: on a full or read-only disk it can still be read, and all seems well. */
export function createStoreCheck({
  store,
  log,
}: {
  readonly store: Pick<Store, 'probe'>;
  readonly log: Log;
}) {
  let running: Promise<void> | undefined;
  let healthProblem: string | null = null;

  async function look(): Promise<void> {
    const was = healthProblem;
    healthProblem = await store.probe().then(
      () => null,
      (error) => error.message,
    );
    if (healthProblem && !was) log.error({ error: healthProblem }, 'The store cannot be written to');
    if (was && !healthProblem) log.info({}, 'The store can be written to again');
  }

  return {
    /** Never rejects; one that still waits for its answer is not joined by another. */
    probe(): Promise<void> {
      running ??= look().finally(() => {
        running = undefined;
      });
      return running;
    },
    /** What the last look found, in English for /healthz; null if all was well. */
    healthProblem: (): string | null => healthProblem,
  };
}
