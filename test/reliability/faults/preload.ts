import { readdirSync } from 'node:fs';

/** Loaded before the program (`--import`): makes its clock settable and reports its memory. */

/**
 * Heartbeats run at multiples of 5 s. The clock is moved just before such a time, so a posting time coincides
 * with a heartbeat.
 */
const HEARTBEAT = 5_000;
const EARLY = 100;

export interface Figures {
  /** Heap and external memory after garbage collection, in bytes. */
  readonly memory: number;
  readonly handles: number;
  readonly files: number;
}

const real = Date.now.bind(Date);
let shift = Date.parse(process.env.FAULTS_START ?? '') - real();
Date.now = () => real() + shift;

process.on('message', (message: { readonly to?: number }) => {
  if (message.to !== undefined) {
    const { to } = message;
    const now = real();
    setTimeout(
      () => {
        shift = to - EARLY - real();
        process.send?.('moved');
      },
      (HEARTBEAT - EARLY - (now % HEARTBEAT) + HEARTBEAT) % HEARTBEAT,
    );
    return;
  }
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  const handles = process.getActiveResourcesInfo().filter((name) => name !== 'Timeout').length;
  const figures: Figures = {
    memory: heapUsed + external,
    handles,
    files: readdirSync('/proc/self/fd').length,
  };
  process.send?.(figures);
});
