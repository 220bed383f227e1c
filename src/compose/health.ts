import type { HealthProblems } from '../domain/health/incident.ts';
import type { Clock } from '../lib/clock.ts';
import { MINUTE } from '../lib/duration.ts';

/**
 * The process is unhealthy after this many milliseconds without a successful heartbeat. A heartbeat is due every 5
 * seconds.
 */
const UNHEALTHY_AFTER = 2 * MINUTE;

export interface Health {
  /** Must be called after each successful heartbeat. */
  noteBeat(): void;
  /** Returns the milliseconds since the last successful heartbeat, or since the start if there was none. */
  sinceBeat(): number;
  /** Returns false if there has been no successful heartbeat for a while, so that only a restart helps. */
  isAlive(): boolean;
  /** Returns the unhealthy parts by name, with the reason in English. */
  check(): HealthProblems;
}

/**
 * Combines the health of the heartbeat with that of all other parts. `find` returns the problem of each other part,
 * by name; null or undefined means healthy. `hide` redacts the secrets in a text.
 */
export function createHealth(
  clock: Pick<Clock, 'elapsed'>,
  find: () => Readonly<Record<string, string | null | undefined>>,
  hide: (text: string) => string,
): Health {
  let beatAt = clock.elapsed();
  const sinceBeat = () => clock.elapsed() - beatAt;
  const isAlive = () => sinceBeat() <= UNHEALTHY_AFTER;
  return {
    noteBeat() {
      beatAt = clock.elapsed();
    },
    sinceBeat,
    isAlive,
    check() {
      const heartbeat = isAlive() ? null : 'no heartbeat for two minutes';
      return Object.fromEntries(
        Object.entries({ ...find(), heartbeat }).flatMap(([name, why]) => (why ? [[name, hide(why)]] : [])),
      );
    },
  };
}
