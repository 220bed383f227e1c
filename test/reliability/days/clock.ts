import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { setImmediate } from 'node:timers/promises';
import type { Clock } from '../../../src/lib/clock.ts';

/**
 * The number of turns of the event loop without anything new after which all that is left is waiting. Both ends of each
 * connection are in this process, so what is written arrives within a turn.
 */
const QUIET_TURNS = 4;
/** The longest sleep that `runWhile` ends, in milliseconds: commands do not wait for longer ones. */
const WHILE = 10_000;
/** The events that undici and fetch publish when a request ends. */
const ENDS = ['undici:request:trailers', 'undici:request:error'];

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

export interface SimulatedClock extends Clock {
  /** Lets everything run until it only waits, and moves the time from one end of a sleep to the next, up to `instant`. */
  runUntil(instant: number): Promise<void>;
  /** Lets everything run, and moves the time as `runUntil` does, until `work` is done; returns its result. */
  runWhile<T>(work: Promise<T>): Promise<T>;
  close(): void;
}

/** Creates a clock in whose time requests take no time. It stands still unless `runUntil` or `runWhile` moves it. */
export function createSimulatedClock(start: number): SimulatedClock {
  const activity = watchActivity();
  let now = start;
  const sleepers = new Set<Sleeper>();
  /** Moves the time to the end of the sleep that ends first, unless that is after `latest`; returns whether it did. */
  async function moveOn(latest: number): Promise<boolean> {
    await activity.settle();
    const next = [...sleepers].reduce<Sleeper | null>((a, b) => (a && a.until <= b.until ? a : b), null);
    if (!next || next.until > latest) return false;
    now = Math.max(now, next.until);
    sleepers.delete(next);
    next.wake();
    return true;
  }

  return {
    now: () => now,
    elapsed: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        activity.note();
        const abort = () => {
          sleepers.delete(sleeper);
          reject(signal?.reason);
        };
        const sleeper: Sleeper = {
          // Wall time is in whole milliseconds.
          until: now + Math.max(Math.ceil(ms), 0),
          wake() {
            signal?.removeEventListener('abort', abort);
            resolve();
          },
        };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
      }),
    async runUntil(instant) {
      while (await moveOn(instant));
      now = Math.max(now, instant);
    },
    async runWhile(work) {
      let isDone = false;
      const done = () => {
        isDone = true;
      };
      work.then(done, done);
      // What arrives through a WebSocket is not counted as underway, so the first turns can find nothing to do.
      while (!isDone) await moveOn(now + WHILE);
      return work;
    },
    close: activity.close,
  };
}

/** Watches this process's requests, to know when everything only waits. */
function watchActivity() {
  const underway = new Set<unknown>();
  let happened = 0;
  const onCreate = (message: unknown) => {
    underway.add((message as { readonly request: object }).request);
    happened += 1;
  };
  const onEnd = (message: unknown) => {
    underway.delete((message as { readonly request: object }).request);
    happened += 1;
  };
  subscribe('undici:request:create', onCreate);
  for (const end of ENDS) subscribe(end, onEnd);
  return {
    note(): void {
      happened += 1;
    },
    /** Resolves when no request is underway and nothing has happened for a few turns. */
    async settle(): Promise<void> {
      for (let quiet = 0; quiet < QUIET_TURNS; ) {
        const before = happened;
        await setImmediate();
        quiet = underway.size === 0 && happened === before ? quiet + 1 : 0;
      }
    },
    close(): void {
      unsubscribe('undici:request:create', onCreate);
      for (const end of ENDS) unsubscribe(end, onEnd);
    },
  };
}
