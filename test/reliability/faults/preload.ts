import { readdirSync } from 'node:fs';

/** Loaded before the program (`--import`): its clock can be set, and it tells what it holds. */

/** The heart beats when the clock's seconds can be divided by 5; the clock moves right before, as a posting time comes with a beat. */
const HEARTBEAT = 5_000;
const EARLY = 100;

export interface Figures {
  /** In bytes, after a collection: the heap, and what it holds outside. */
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
