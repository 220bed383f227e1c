import { type Day, listDayEnd } from '../../domain/calendar/day.ts';
import type { Paper } from '../../domain/paper/paper.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Source } from '../../ports/source.ts';
import type { Store } from '../../ports/store.ts';

export interface CollectDeps {
  readonly source: Source;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/**
 * Fetches and saves the list of a day. An empty list never overwrites a list that has papers.
 * @returns the papers of the list as it is now stored
 * @throws {TemporaryError} if the list cannot be fetched; then nothing is saved
 */
export async function collect(
  { source, store, clock, log, signal }: CollectDeps,
  day: Day,
): Promise<readonly Paper[]> {
  const papers = await source.listDay(day, signal);
  const now = clock.now();
  const known = await store.listDay(day);
  if (papers.length === 0 && known && known.count > 0) {
    log.warn({ day, known: known.count }, 'The list is empty now, keeping the earlier one');
    // Save the list again to update `fetchedAt`: otherwise, the job would be due again immediately.
    await store.saveListDay(day, known.papers, null, now);
    return known.papers;
  }
  const emptySince = known?.emptySince ?? (now >= listDayEnd(day) ? now : null);
  await store.saveListDay(day, papers, papers.length > 0 ? null : emptySince, now);
  log.info({ day, papers: papers.length }, 'Collected a list');
  return papers;
}
