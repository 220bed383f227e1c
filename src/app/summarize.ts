import { SummaryError, TemporaryError } from '../core/errors.ts';
import { createGate } from '../core/gate.ts';
import type { Paper, Summary } from '../core/paper.ts';
import type { Clock, Log, Store, StoredSummary, Summarizer } from '../core/ports.ts';

export interface SummarizeParts {
  /** null: no model is configured. */
  readonly summarizer: Summarizer | null;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** An answer that was of no use was paid for all the same: places that ask soon after share it. */
const NOT_AGAIN = 30 * 60_000;

/** Gives a paper's summary from the store or from the model; null if there is none to be had now. Never rejects for one paper's sake. */
export type Summarize = (paper: Paper) => Promise<Summary | null>;

/** One summary a paper, ever (README, rule 4): stored ones first, one request a paper at a time, `width` requests in all. */
export function createSummarize(
  { summarizer, store, clock, log, signal }: SummarizeParts,
  width: number,
): Summarize {
  const gate = createGate(width);
  const underway = new Map<string, Promise<Summary | null>>();
  /** Papers whose answers were of no use a short while ago, by when they may be asked for again. */
  const givenUp = new Map<string, number>();

  async function askModel(paper: Paper): Promise<Summary | null> {
    const stored = (await store.summaries([paper.id])).get(paper.id);
    if (stored || !summarizer || !paper.abstract) return stored ?? null;
    if ((givenUp.get(paper.id) ?? 0) > clock.now()) return null;
    let summary: StoredSummary;
    try {
      summary = await gate(() => summarizer.summarize(paper, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SummaryError || error instanceof TemporaryError) {
        const kind = error instanceof SummaryError ? error.kind : 'temporary';
        if (kind !== 'temporary') givenUp.set(paper.id, clock.now() + NOT_AGAIN);
        log.warn({ paper: paper.id, kind, error: error.message }, 'No summary for a paper');
        return null;
      }
      log.error({ paper: paper.id, err: error }, 'The summariser has a bug');
      return null;
    }
    log.info({ paper: paper.id, model: summary.model }, 'Summarised a paper');
    // It is paid for: the card gets it even if it cannot be kept.
    await store
      .saveSummary(paper.id, summary, clock.now())
      .catch((err) => log.error({ paper: paper.id, err }, 'A summary could not be saved'));
    return summary;
  }

  return (paper) => {
    const running = underway.get(paper.id);
    if (running) return running;
    const asked = askModel(paper).finally(() => underway.delete(paper.id));
    underway.set(paper.id, asked);
    return asked;
  };
}
