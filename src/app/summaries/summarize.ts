import pLimit from 'p-limit';
import { SummaryError, TemporaryError } from '../../domain/errors.ts';
import type { Paper, Summary } from '../../domain/paper/paper.ts';
import type { StoredSummary, SummaryWork } from '../../domain/paper/summary.ts';
import { isRefused } from '../../domain/summary-checks/check.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import type { Store } from '../../ports/store.ts';
import type { Summarizer } from '../../ports/summarizer.ts';
import type { Budget } from './budget.ts';

export interface SummarizeDeps {
  /** null: no model is configured. */
  readonly summarizer: Summarizer | null;
  readonly budget: Budget;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** An answer that was of no use was paid for all the same: places that ask soon after share it. */
const NOT_AGAIN = 30 * MINUTE;

/**
 * Gives a paper's summary from the store or from the model; null if there is none to be had now. Never rejects for one
 * paper's sake. `refreshes`: one that was made by another model or prompt is made anew.
 */
export type Summarize = (paper: Paper, options?: { readonly refreshes?: boolean }) => Promise<Summary | null>;

/** One summary a paper, ever (README, rule 4): stored ones first, one request a paper at a time, `concurrency` requests in all. */
export function createSummarize(
  { summarizer, budget, store, clock, log, signal }: SummarizeDeps,
  concurrency: number,
): Summarize {
  const limit = pLimit(concurrency);
  const underway = new Map<string, Promise<StoredSummary | null>>();
  /** Papers whose answers were of no use a short while ago, by when they may be asked for again. */
  const givenUp = new Map<string, number>();

  const isOld = ({ model, promptVersion }: StoredSummary) =>
    summarizer !== null &&
    (promptVersion !== summarizer.promptVersion || !isSameModel(model, summarizer.model));

  async function askModel(paper: Paper, refreshes: boolean): Promise<StoredSummary | null> {
    const stored = (await store.summaries([paper.id])).get(paper.id) ?? null;
    const isWanted = !stored || (refreshes && isOld(stored));
    if (!isWanted || !summarizer || !paper.abstract) return stored;
    const leftMs = (givenUp.get(paper.id) ?? 0) - clock.now();
    // More is left only if the clock was set back.
    if (leftMs > 0 && leftMs <= NOT_AGAIN) return stored;
    let summary: StoredSummary | null;
    try {
      summary = await limit(async () =>
        (await budget.check()) ? null : summarizer.summarize(paper, signal),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SummaryError || error instanceof TemporaryError) {
        const kind = error instanceof SummaryError ? error.kind : 'temporary';
        if (kind !== 'temporary') givenUp.set(paper.id, clock.now() + NOT_AGAIN);
        log.warn({ paper: paper.id, kind, error: error.message }, 'No summary for a paper');
        await count(kind, error instanceof SummaryError ? error.work : null);
        return stored;
      }
      log.error({ paper: paper.id, err: error }, 'The summariser has a bug');
      return stored;
    }
    if (!summary) {
      log.warn({ paper: paper.id }, 'The tokens of the day are spent, no summary for a paper');
      return stored;
    }
    const { model, work } = summary;
    log.info({ paper: paper.id, model, requests: work.requests, flaws: work.flaws }, 'Summarised a paper');
    // It is paid for: the card gets it even if it cannot be kept.
    await store
      .saveSummary(paper.id, summary, clock.now(), stored !== null)
      .catch((err) => log.error({ paper: paper.id, err }, 'A summary could not be saved'));
    await count(isRefused(work.flaws) ? 'repaired' : 'good', work);
    return summary;
  }

  const count = (outcome: string, work: SummaryWork | null): Promise<void> =>
    store
      .countSummary(outcome, work?.flaws ?? [])
      .catch((err) => log.error({ err }, 'A summary could not be counted'));

  return (paper, { refreshes = false } = {}) => {
    const running = underway.get(paper.id);
    if (running) return running;
    const asked = askModel(paper, refreshes).finally(() => underway.delete(paper.id));
    underway.set(paper.id, asked);
    return asked;
  };
}

/** A server names the version that answered: gpt-4.1-mini-2025-04-14, llama3:latest. Another model is gpt-4.1-mini for gpt-4.1. */
const isSameModel = (answered: string, asked: string): boolean =>
  answered === asked || (answered.startsWith(asked) && /^(?:-\d{4}|:)/.test(answered.slice(asked.length)));
