import type { Clock } from '../clock.ts';

/** The number of tasks that run at the same time before anything is known about the server. */
const START = 2;
/** The share of the timeout in which answers are expected to arrive after the width has grown. */
const IN_TIME = 0.75;

/** What became of a request; `failed` is any failure but a timeout. */
export type RequestOutcome = 'answered' | 'timeout' | 'failed';

export interface AdaptiveLimit {
  /** Runs a task as soon as fewer than `width()` run; waiting tasks start in the order of the calls. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
  /**
   * Must be awaited by a task before it sends another request. If more tasks run than `width()` allows now, the task
   * waits, before those that have not started.
   */
  readonly yield: () => Promise<void>;
  /** Must be called when a task sends a request; the returned function must be called with its outcome. */
  sent(): (outcome: RequestOutcome) => void;
  /** Returns how many tasks may run at the same time now. */
  width(): number;
}

/**
 * Limits how many tasks use a server at the same time, and adapts to what the server can do (AIMD: additive increase,
 * multiplicative decrease). The width grows by one when as many requests in a row were answered in time, and is halved
 * when a request times out because the server was busy with others: many local servers answer one request at a time
 * and queue the rest, and what is still in the queue at the timeout has been waited for in vain.
 *
 * - "In time" assumes that requests wait for each other: with one more, each answer would take longer in proportion, and
 *   has to take at most three quarters of the timeout.
 * - A timeout is due to the queue only if some request was answered meanwhile, but none that was sent later. Otherwise
 *   it is an outage or a single fault, which fewer requests would not prevent.
 *
 * @param options.most the highest width
 * @param options.timeoutMs the timeout of a request, in milliseconds
 */
export function createAdaptiveLimit(
  clock: Pick<Clock, 'elapsed'>,
  { most, timeoutMs }: { readonly most: number; readonly timeoutMs: number },
): AdaptiveLimit {
  const waiting: (() => void)[] = [];
  let width = Math.min(START, most);
  let running = 0;
  /** The number of requests that wait for an answer; a task does not always have one. */
  let inFlight = 0;
  /** The number of answers in time since the width has changed. */
  let inTime = 0;
  let answeredAt = Number.NEGATIVE_INFINITY;
  /** When the latest of the requests was sent that have been answered. */
  let newestAnswered = Number.NEGATIVE_INFINITY;
  let narrowedAt = Number.NEGATIVE_INFINITY;

  function startNext(): void {
    while (running < width && waiting.length > 0) {
      running += 1;
      waiting.shift()?.();
    }
  }

  function setWidth(next: number): void {
    width = next;
    inTime = 0;
    startNext();
  }

  function noteAnswer(startedAt: number): void {
    const now = clock.elapsed();
    const isInTime = ((now - startedAt) * (width + 1)) / width <= timeoutMs * IN_TIME;
    answeredAt = now;
    newestAnswered = Math.max(newestAnswered, startedAt);
    if (inFlight >= width) inTime = isInTime ? inTime + 1 : 0;
    if (inTime >= width && width < most) setWidth(width + 1);
  }

  function noteTimeout(startedAt: number): void {
    const isQueued = answeredAt > startedAt && newestAnswered <= startedAt;
    // The requests that were sent before the width was last halved do not halve it again.
    if (!isQueued || startedAt < narrowedAt) return;
    narrowedAt = clock.elapsed();
    setWidth(Math.max(Math.floor(width / 2), 1));
  }

  function stop(): void {
    running -= 1;
    startNext();
  }

  return {
    width: () => width,

    async run(task) {
      await new Promise<void>((start) => {
        waiting.push(start);
        startNext();
      });
      return task().finally(stop);
    },

    async yield() {
      if (running <= width) return;
      await new Promise<void>((start) => {
        waiting.unshift(start);
        stop();
      });
    },

    sent() {
      const startedAt = clock.elapsed();
      inFlight += 1;
      return (outcome) => {
        if (outcome === 'answered') noteAnswer(startedAt);
        if (outcome === 'timeout') noteTimeout(startedAt);
        inFlight -= 1;
      };
    },
  };
}
