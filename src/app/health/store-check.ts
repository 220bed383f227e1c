import type { Log } from '../../lib/log.ts';
import { singleFlight } from '../../lib/single-flight.ts';
import type { Store } from '../../ports/store.ts';

/**
 * Checks whether the store works: reads still succeed on a full or read-only disk, or from a deleted file, so only the
 * store's own check and a write can tell.
 */
export function createStoreCheck({
  store,
  log,
}: {
  readonly store: Pick<Store, 'probe'>;
  readonly log: Log;
}) {
  let healthProblem: string | null = null;
  /** The problems that were logged since the store was last healthy. */
  const logged = new Set<string>();
  return {
    /** Makes a test write; never rejects. */
    probe: singleFlight(async () => {
      healthProblem = await store.probe().then(
        () => null,
        (error) => error.message as string,
      );
      if (healthProblem && !logged.has(healthProblem)) {
        log.error({ error: healthProblem }, 'The database is unhealthy');
        logged.add(healthProblem);
      }
      if (!healthProblem && logged.size > 0) {
        log.info({}, 'The database is healthy again');
        logged.clear();
      }
    }),
    /** Returns the reason why the last test write failed, in English for /healthz; null if it succeeded. */
    healthProblem: (): string | null => healthProblem,
  };
}
