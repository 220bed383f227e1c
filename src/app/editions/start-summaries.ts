import type { Paper, Summary } from '../../domain/paper/paper.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Summarize } from '../summaries/summarize.ts';

/**
 * How long a card waits while no summary of its edition arrives, in milliseconds. Then it goes out with the abstract
 * and is edited later: a slow model gets its time, a hanging one costs an edition this long once, not once per card.
 */
const SUMMARY_TIMEOUT = 90_000;

export interface StartSummariesDeps {
  readonly summarize: Summarize;
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly signal: AbortSignal;
}

/**
 * Starts the summaries of all papers at once.
 * @returns waits for the summary of one paper: null if there is none, or none arrived within the timeout. A late one
 * is saved all the same. Rejects as `summarize` does, and with the signal's reason.
 */
export function startSummaries(
  { summarize, clock, signal }: StartSummariesDeps,
  papers: readonly Paper[],
): (paper: Paper) => Promise<Summary | null> {
  const summaries = new Map(papers.map((paper) => [paper.id, summarize(paper)]));
  let lastArrival = clock.elapsed();
  for (const summary of summaries.values()) {
    // The edition might stop before it waits for this one: that must not be an unhandled rejection.
    summary.then(() => (lastArrival = clock.elapsed())).catch(() => {});
  }
  const msLeft = () => lastArrival + SUMMARY_TIMEOUT - clock.elapsed();

  return async ({ id }) => {
    const timeout = Symbol('timeout');
    for (;;) {
      const stop = new AbortController();
      const wait = clock.sleep(msLeft(), AbortSignal.any([signal, stop.signal])).then(() => timeout);
      try {
        const first = await Promise.race([summaries.get(id), wait]);
        if (typeof first !== 'symbol') return first ?? null;
        // Another summary might have arrived meanwhile: the model works, so wait on.
        if (msLeft() <= 0) return null;
      } finally {
        stop.abort();
      }
    }
  };
}
