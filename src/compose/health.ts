import type { HealthProblems } from '../domain/health/incident.ts';
import type { Clock } from '../lib/clock.ts';
import { MINUTE } from '../lib/duration.ts';

/** There is a heartbeat every 5 seconds; after this long without one (in milliseconds) the process is unhealthy. */
const UNHEALTHY_AFTER = 2 * MINUTE;

export interface Health {
  /** To be called after each heartbeat. */
  noteBeat(): void;
  /** Milliseconds since the last heartbeat, or since the start. */
  sinceBeat(): number;
  /** The unhealthy parts by name, with the reason in English. */
  check(): HealthProblems;
}

/** `find` checks all other parts; null means healthy. `hide` redacts secrets in error messages. */
export function createHealth(
  clock: Pick<Clock, 'elapsed'>,
  find: () => Readonly<Record<string, string | null | undefined>>,
  hide: (text: string) => string,
): Health {
  let beatAt = clock.elapsed();
  const sinceBeat = () => clock.elapsed() - beatAt;
  return {
    noteBeat() {
      beatAt = clock.elapsed();
    },
    sinceBeat,
    check() {
      const heartbeat = sinceBeat() > UNHEALTHY_AFTER ? 'no heartbeat for two minutes' : null;
      return Object.fromEntries(
        Object.entries({ ...find(), heartbeat }).flatMap(([name, why]) => (why ? [[name, hide(why)]] : [])),
      );
    },
  };
}
