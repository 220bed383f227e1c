import type { Paper, Summary } from '../../domain/paper/paper.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Summarize } from '../summaries/summarize.ts';

/**
 * The longest wait for the next summary of an edition, in milliseconds. If none arrives in that time, the waiting
 * card is posted with the abstract and is edited later. A slow model gets enough time, and a hanging model delays an
 * edition only once, not once per card.
 */
const SUMMARY_TIMEOUT = 90_000;

export interface StartSummariesDeps {
  readonly summarize: Summarize;
  readonly clock: Pick<Clock, 'elapsed' | 'sleep'>;
  readonly signal: AbortSignal;
}

/**
 * Starts summarising all papers immediately.
 * @returns a function that waits for one paper's summary. It resolves to null if the paper gets none, or if no
 * summary of any paper arrives within the timeout; a late summary is still saved. It rejects if `summarize` does, or
 * with the signal's reason if the signal is aborted.
 */
export function startSummaries(
  { summarize, clock, signal }: StartSummariesDeps,
  papers: readonly Paper[],
): (paper: Paper) => Promise<Summary | null> {
  const summaries = new Map(papers.map((paper) => [paper.id, summarize(paper)]));
  let lastArrival = clock.elapsed();
  for (const summary of summaries.values()) {
    // If the edition stops before it awaits this promise, a failure must not become an unhandled rejection.
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
        // If another summary has arrived in the meantime, the model is working, so keep waiting.
        if (msLeft() <= 0) return null;
      } finally {
        stop.abort();
      }
    }
  };
}
