import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';

/**
 * How long a connection may be down before it counts as unhealthy, in milliseconds. The platforms' clients usually
 * reconnect within seconds.
 */
const UNHEALTHY_AFTER = 2 * MINUTE;

/** Tracks whether a listener is connected, and if not, since when. */
export interface ConnectionState {
  setUp(): void;
  setDown(): void;
  isUp(): boolean;
  /**
   * Returns what is wrong, in English, for /healthz; null while the connection is up or has been down only briefly.
   */
  healthProblem(): string | null;
}

/** Creates the state of a connection that is initially down. */
export function createConnectionState(clock: Pick<Clock, 'elapsed'>): ConnectionState {
  let downSince: number | null = clock.elapsed();
  return {
    setUp() {
      downSince = null;
    },
    setDown() {
      downSince ??= clock.elapsed();
    },
    isUp: () => downSince === null,
    healthProblem() {
      const downMs = downSince === null ? 0 : clock.elapsed() - downSince;
      return downMs > UNHEALTHY_AFTER ? `disconnected for ${Math.round(downMs / MINUTE)} minutes` : null;
    },
  };
}
