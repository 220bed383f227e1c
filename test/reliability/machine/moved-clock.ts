import { readFileSync } from 'node:fs';

/**
 * Loaded before the program (`--import`): sets the machine's clock, as it sees it, by the milliseconds that a file
 * says. Timers go on as they do on a real machine, where they do not look at the clock.
 */
const path = process.env.MOVED_CLOCK ?? '';
const RealDate = Date;
let readAt = Number.NEGATIVE_INFINITY;
let shift = 0;

function now(): number {
  // Thousands ask for the time in a second.
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
