import { type CompletionData, NO_COMPLETION_DATA } from '../../command/completion-data.ts';
import { addDays, liveListDay } from '../../domain/calendar/day.ts';
import type { Clock } from '../../lib/clock.ts';
import type { SearchIndex } from '../../ports/search-index.ts';
import type { Store } from '../../ports/store.ts';

/** Completions cover the papers listed in the last `DAYS` days: about three thousand titles. */
const DAYS = 120;

/** Keeps the data for completions in memory. */
export function createCompletionCache({
  store,
  index,
  clock,
}: {
  readonly store: Pick<Store, 'titlesSince'>;
  readonly index: Pick<SearchIndex, 'fieldCounts'>;
  readonly clock: Clock;
}) {
  let data = NO_COMPLETION_DATA;
  return {
    current: (): CompletionData => data,
    async refresh(): Promise<void> {
      const titles = await store.titlesSince(addDays(liveListDay(clock.now()), -DAYS));
      const papers = [...new Map(titles.map((paper) => [paper.id, paper])).values()];
      data = { papers, fieldCounts: (await index.fieldCounts()).fields };
    },
  };
}
