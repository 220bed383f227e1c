import { SummaryError, TemporaryError } from '../../domain/errors.ts';
import type { Paper, Summary } from '../../domain/paper/paper.ts';
import type { StoredSummary, SummaryWork } from '../../domain/paper/summary.ts';
import { isRefused } from '../../domain/summary-checks/check.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { createSingleFlight } from '../../lib/single-flight.ts';
import type { Store } from '../../ports/store.ts';
import type { Summarizer } from '../../ports/summarizer.ts';
import type { Budget } from './budget.ts';
import { createWarmUp } from './warm-up.ts';

export interface SummarizeDeps {
  /** null: no model is configured. */
  readonly summarizer: Summarizer | null;
  readonly budget: Budget;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * The pause before the model is asked again after an unusable answer, in milliseconds: such answers cost tokens too.
 */
const ASK_AGAIN_AFTER = 30 * MINUTE;

/**
 * Returns a paper's summary from the store or from the model; null if neither has one now. Rejects only if the bot is
 * stopping or the store cannot be read. With `refreshes`, a summary by another model or prompt version is replaced.
 */
export type Summarize = (paper: Paper, options?: { readonly refreshes?: boolean }) => Promise<Summary | null>;

/**
 * Summarises each paper once (rule 4): uses the stored summary if there is one, and shares one request per paper.
 * @param limit runs as many summaries at a time as the model server can take
 */
export function createSummarize(
  { summarizer, budget, store, clock, log, signal }: SummarizeDeps,
  limit: <T>(work: () => Promise<T>) => Promise<T>,
): Summarize {
  const warmUp = createWarmUp(clock);
  const flight = createSingleFlight<StoredSummary | null>();
  /** When to ask again about papers whose last answer was unusable, in milliseconds of `clock.elapsed()`. */
  const askAgainAt = new Map<string, number>();

  const isOld = ({ model, promptVersion }: StoredSummary) =>
    summarizer !== null &&
    (promptVersion !== summarizer.promptVersion || !isSameModel(model, summarizer.model));

  async function askModel(paper: Paper, refreshes: boolean): Promise<StoredSummary | null> {
    const stored = (await store.summaries([paper.id])).get(paper.id) ?? null;
    const isWanted = !stored || (refreshes && isOld(stored));
    if (!isWanted || !summarizer || !paper.abstract) return stored;
    if (clock.elapsed() < (askAgainAt.get(paper.id) ?? Number.NEGATIVE_INFINITY)) return stored;
    let summary: StoredSummary | null;
    try {
      summary = await limit(async () =>
        (await budget.check()) ? null : warmUp(() => summarizer.summarize(paper, signal)),
      );
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof SummaryError || error instanceof TemporaryError) {
        const kind = error instanceof SummaryError ? error.kind : 'temporary';
        if (kind !== 'temporary' && kind !== 'rejected')
          askAgainAt.set(paper.id, clock.elapsed() + ASK_AGAIN_AFTER);
        log.warn({ paper: paper.id, kind, error: error.message }, 'No summary for a paper');
        await count(kind, error instanceof SummaryError ? error.work : null);
        return stored;
      }
      log.error({ paper: paper.id, err: error }, 'Unexpected error while summarising a paper');
      return stored;
    }
    if (!summary) {
      log.warn({ paper: paper.id }, 'No summary for a paper: the daily token limit has been reached');
      return stored;
    }
    const { model, work } = summary;
    log.info({ paper: paper.id, model, requests: work.requests, flaws: work.flaws }, 'Summarised a paper');
    // The summary has been paid for, so return it even if the store cannot save it.
    await store
      .saveSummary(paper.id, summary, clock.now(), stored !== null)
      .catch((err) => log.error({ paper: paper.id, err }, 'Could not save a summary'));
    await count(isRefused(work.flaws) ? 'repaired' : 'good', work);
    return summary;
  }

  const count = (outcome: string, work: SummaryWork | null): Promise<void> =>
    store
      .countSummary(outcome, work?.flaws ?? [])
      .catch((err) => log.error({ err }, 'Could not update the summary counts'));

  return (paper, { refreshes = false } = {}) => flight(paper.id, () => askModel(paper, refreshes));
}

/**
 * Returns true if `answered` is the requested model. Servers can append a version to a model's name:
 * gpt-4.1-mini-2025-04-14, llama3:latest. But gpt-4.1-mini is a different model from gpt-4.1.
 */
const isSameModel = (answered: string, asked: string): boolean =>
  answered === asked || (answered.startsWith(asked) && /^(?:-\d{4}|:)/.test(answered.slice(asked.length)));
