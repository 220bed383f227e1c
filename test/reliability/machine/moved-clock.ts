import { readFileSync } from 'node:fs';

/**
 * Loaded before the program (`--import`): shifts the clock that the program sees by the milliseconds in a
 * file. Timers are not affected, as on a real machine.
 */
const path = process.env.MOVED_CLOCK ?? '';
const RealDate = Date;
let readAt = Number.NEGATIVE_INFINITY;
let shift = 0;

function now(): number {
  // Cached, as the time is read thousands of times a second.
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
