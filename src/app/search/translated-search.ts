import { SummaryError, TemporaryError } from '../../domain/errors.ts';
import type { Clock } from '../../lib/clock.ts';
import { DAY, HOUR } from '../../lib/duration.ts';
import type { Log } from '../../lib/log.ts';
import { createSlidingWindow } from '../../lib/rate-limiter.ts';
import { createSingleFlight } from '../../lib/single-flight.ts';
import type { Cache } from '../../ports/cache.ts';
import type { QueryTranslator, SearchIndex } from '../../ports/search-index.ts';
import type { Budget } from '../summaries/budget.ts';

export interface TranslatedSearchDeps {
  readonly index: SearchIndex;
  readonly translator: QueryTranslator;
  readonly budget: Pick<Budget, 'check'>;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** How long the words for a question are kept, in milliseconds. */
const TTL_MS = 30 * DAY;
/** The maximum number of questions that a process sends to the model in an hour. */
const QUESTIONS = { limit: 60, withinMs: HOUR };
const HANGUL = /[\uAC00-\uD7A3]/;

/**
 * Returns the index, except that a Korean query that no paper matches exactly is also searched in the English words
 * that a model gives for it: at most one request per query, within the budget. If that finds nothing, or fails, the
 * results are those of the index.
 */
export function createTranslatedSearch(deps: TranslatedSearchDeps): SearchIndex {
  const { index, translator, budget, cache, clock, log, signal } = deps;
  const flight = createSingleFlight<string | null>();
  const tryAcquire = createSlidingWindow(clock, QUESTIONS);

  async function wordsFor(question: string): Promise<string | null> {
    const key = `search/words/${question}`;
    const known = await cache.get<{ readonly words: string | null }>(key);
    if (known) return known.words;
    if ((await budget.check()) || tryAcquire() > 0) return null;
    const words = await translator.translate(question, signal);
    await cache.set(key, { words }, TTL_MS);
    return words;
  }

  return {
    ...index,
    async search(query) {
      const found = await index.search(query);
      const question = query.text.normalize('NFC').trim();
      if (found.total > found.loose || !HANGUL.test(question)) return found;
      const words = await flight(question, () => wordsFor(question)).catch((error) => {
        if (!(error instanceof TemporaryError || error instanceof SummaryError)) throw error;
        // The question is a member's, so it is not logged.
        log.debug({ error: error.message }, 'Could not get search words from the model');
        return null;
      });
      if (!words) return found;
      const instead = await index.search({ ...query, text: words });
      return instead.total > instead.loose ? { ...instead, corrected: words } : found;
    },
  };
}
