import type { HealthProblems } from '../domain/health/incident.ts';
import type { Clock } from '../lib/clock.ts';
import { MINUTE } from '../lib/duration.ts';

/** The heart beats every 5 seconds; after this long without a beat the process is unhealthy. */
const UNHEALTHY_AFTER = 2 * MINUTE;

export interface Health {
  /** To be called after each heartbeat. */
  noteBeat(): void;
  /** Milliseconds since the last heartbeat, or since the start. */
  sinceBeat(): number;
  /** What is unhealthy, by name, and why, in English. */
  check(): HealthProblems;
}

/** `find` looks at all other parts; null stands for a healthy one. `hide` removes secrets from what errors say. */
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
