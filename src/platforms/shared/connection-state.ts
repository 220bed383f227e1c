import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';

/**
 * A connection that is down for longer than this many milliseconds is unhealthy; the platforms' clients usually
 * reconnect within seconds.
 */
const UNHEALTHY_AFTER = 2 * MINUTE;

/** Whether a listener is connected, and if not, since when. */
export interface ConnectionState {
  setUp(): void;
  setDown(): void;
  isUp(): boolean;
  /** The problem in English, for /healthz; null while the connection is up, or has been down only briefly. */
  healthProblem(): string | null;
}

/** A connection that is initially down. */
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
