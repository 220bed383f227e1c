import type { Missing } from '../../cards/build-card.ts';
import type { CommandContext } from '../../command/define.ts';
import type { SpendQuota } from '../../command/quotas.ts';
import { TemporaryError, UserError } from '../../domain/errors.ts';
import type { Paper, Summary } from '../../domain/paper/paper.ts';
import { showWording } from '../../i18n/ko/search.ts';
import type { Clock } from '../../lib/clock.ts';
import { MINUTE } from '../../lib/duration.ts';
import { settleWithin } from '../../lib/timeout.ts';
import type { Source } from '../../ports/source.ts';
import type { Store } from '../../ports/store.ts';
import type { Summarize } from '../summaries/summarize.ts';

/** How long a user waits, at most, for a paper and then for its summary, in milliseconds. */
const PAPER_TIMEOUT = 20_000;
const SUMMARY_TIMEOUT = MINUTE;

export interface LookUpDeps {
  readonly source: Source;
  readonly store: Store;
  readonly summarize: Summarize;
  readonly missing: Missing;
  readonly clock: Clock;
  readonly spendQuota: SpendQuota;
  readonly signal: AbortSignal;
  /** Called when a user has had a paper summarised. */
  readonly onSummary: (paper: Paper, summary: Summary) => void;
}

/**
 * Creates a function that finds a paper for a user: it fetches the paper if the store lacks it, and has the paper
 * summarised if it has no summary.
 */
export function createLookUp(deps: LookUpDeps): CommandContext['lookUp'] {
  const { source, store, summarize, missing, clock, spendQuota, signal, onSummary } = deps;

  async function fetchPaper(id: string): Promise<Paper | null> {
    const timeout = new AbortController();
    const asked = source.paper(id, AbortSignal.any([signal, timeout.signal]));
    await settleWithin(clock, PAPER_TIMEOUT, [asked]);
    timeout.abort();
    const paper = await asked.catch((error) => {
      if (error instanceof TemporaryError || error === timeout.signal.reason)
        throw new UserError(showWording.unreachable);
      throw error;
    });
    if (paper) await store.savePaper(paper, clock.now());
    return paper;
  }

  return async (invocation, id) => {
    const [known] = await store.papers([id]);
    const stored = (await store.summaries([id])).get(id);
    const isComplete = stored || missing === 'no-summarizer' || !known?.abstract;
    if (known && isComplete) return { paper: known, summary: stored ?? null };
    let giveBack: () => Promise<void>;
    try {
      giveBack = await spendQuota(invocation, 'lookUp');
    } catch (error) {
      // The user is over the quota, but showing the stored paper costs nothing.
      if (known && error instanceof UserError) return { paper: known, summary: null };
      throw error;
    }
    const paper =
      known ??
      (await fetchPaper(id).catch(async (error) => {
        await giveBack();
        throw error;
      }));
    if (!paper) return null;
    let summary: Summary | null = null;
    const asked = summarize(paper).then((made) => {
      summary = made;
      // Also if it comes too late for this reply.
      if (made) onSummary(paper, made);
    });
    await settleWithin(clock, SUMMARY_TIMEOUT, [asked]);
    // The user got nothing new, so do not charge the quota.
    if (known && !summary) await giveBack();
    return { paper, summary };
  };
}
