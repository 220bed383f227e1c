import type { Log } from '../../lib/log.ts';
import { singleFlight } from '../../lib/single-flight.ts';
import type { Store } from '../../ports/store.ts';

/**
 * Checks whether the store is writable: reads still succeed on a full or read-only disk, so only a write can tell.
 */
export function createStoreCheck({
  store,
  log,
}: {
  readonly store: Pick<Store, 'probe'>;
  readonly log: Log;
}) {
  let healthProblem: string | null = null;
  return {
    /** Makes a test write; never rejects. */
    probe: singleFlight(async () => {
      const before = healthProblem;
      healthProblem = await store.probe().then(
        () => null,
        (error) => error.message,
      );
      if (healthProblem && !before) log.error({ error: healthProblem }, 'The database is not writable');
      if (before && !healthProblem) log.info({}, 'The database is writable again');
    }),
    /** Returns the reason why the last test write failed, in English for /healthz; null if it succeeded. */
    healthProblem: (): string | null => healthProblem,
  };
}
