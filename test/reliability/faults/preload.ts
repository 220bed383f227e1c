import { readdirSync } from 'node:fs';

/** Loaded before the program (`--import`): its clock can be set, and it tells what it holds. */

/** The heart's interval, in milliseconds: the clock moves right before a beat, as a posting time comes with one. */
const HEARTBEAT = 5_000;

export interface Figures {
  /** In bytes, after a collection: the heap, and what it holds outside. */
  readonly memory: number;
  readonly handles: number;
  readonly files: number;
}

const real = Date.now.bind(Date);
let shift = Date.parse(process.env.FAULTS_START ?? '') - real();
let next: number | undefined;
Date.now = () => real() + shift;

const repeat = globalThis.setInterval;
globalThis.setInterval = ((work: () => void, ms: number, ...rest: unknown[]) => {
  const beat = () => {
    if (next !== undefined) {
      shift = next - real();
      next = undefined;
      process.send?.('moved');
    }
    work();
  };
  return repeat(ms === HEARTBEAT ? beat : work, ms, ...(rest as []));
}) as typeof setInterval;

process.on('message', (message: { readonly to?: number }) => {
  if (message.to !== undefined) {
    next = message.to;
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
