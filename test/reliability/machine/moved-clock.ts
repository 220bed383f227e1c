import { readFileSync } from 'node:fs';

/**
 * Loaded before the program (`--import`). Shifts the program's clock by the number of milliseconds in the
 * file that MOVED_CLOCK names. Timers are not affected, as on a real machine.
 */
const path = process.env.MOVED_CLOCK ?? '';
const RealDate = Date;
let readAt = Number.NEGATIVE_INFINITY;
let shift = 0;

function now(): number {
  // The shift is cached, because the program reads the time thousands of times a second.
  if (performance.now() - readAt > 1) {
    shift = Number(readFileSync(path, 'utf8'));
    readAt = performance.now();
  }
  return RealDate.now() + shift;
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, given, caller) =>
    Reflect.construct(target, given.length > 0 ? given : [now()], caller) as Date,
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
});
