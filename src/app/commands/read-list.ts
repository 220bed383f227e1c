import type { CommandContext } from '../../command/define.ts';
import type { SpendQuota } from '../../command/quotas.ts';
import { type Day, isWeekend, listDayEnd } from '../../domain/calendar/day.ts';
import { isBelievedEmpty } from '../../domain/edition/list-state.ts';
import { UserError } from '../../domain/errors.ts';
import { todayWording } from '../../i18n/ko/today.ts';
import { MINUTE } from '../../lib/duration.ts';
import { createSingleFlight } from '../../lib/single-flight.ts';
import { remainingMs } from '../../lib/stored-deadline.ts';
import { settleWithin } from '../../lib/timeout.ts';
import { type CollectDeps, collect } from '../editions/collect.ts';

/**
 * A list that can still change is fetched again on request if it was last fetched more than this many milliseconds
 * ago.
 */
const FRESH = 10 * MINUTE;
/** The maximum time that a user waits for a list, in milliseconds. */
const LIST_TIMEOUT = 20_000;

export interface ReadListDeps extends CollectDeps {
  readonly spendQuota: SpendQuota;
}

/**
 * Creates a function that returns the list of a day to a command: the stored list if it is recent enough, otherwise a
 * freshly fetched one if possible.
 */
export function createReadList(deps: ReadListDeps): CommandContext['readList'] {
  const { store, clock, log, spendQuota } = deps;
  const flight = createSingleFlight<unknown, Day>();

  /** Fetches a list. The fetch continues even after the users who requested it have stopped waiting. */
  const refresh = (day: Day) =>
    flight(day, () =>
      collect(deps, day).catch((error) =>
        log.warn({ day, error: error.message }, 'Could not fetch the list for a command'),
      ),
    );

  return async (invocation, day) => {
    const known = await store.listDay(day);
    const now = clock.now();
    const end = listDayEnd(day);
    const isOver = known && known.fetchedAt >= end && (known.count > 0 || isBelievedEmpty(known));
    const isFresh = isOver || (known && remainingMs(known.fetchedAt + FRESH, now, FRESH) > 0);
    if (isWeekend(day) || isFresh) return known;
    // Fetching an old list that is not stored serves only the user who requested it, so it costs quota. Any other
    // list is useful to everybody.
    if (!known && now >= end) await spendQuota(invocation, 'lookUp');
    await settleWithin(clock, LIST_TIMEOUT, [refresh(day)]);
    const list = (await store.listDay(day)) ?? known;
    if (!list) throw new UserError(todayWording.unreachable);
    return list;
  };
}
