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

/** A list that can still change is fetched again on request if its last fetch is older than this, in milliseconds. */
const FRESH = 10 * MINUTE;
/** How long a user waits at most for a list, in milliseconds. */
const LIST_TIMEOUT = 20_000;

export interface ReadListDeps extends CollectDeps {
  readonly spendQuota: SpendQuota;
}

/** Returns the list of a day to a command: the stored one if it is recent enough, otherwise a freshly fetched one. */
export function createReadList(deps: ReadListDeps): CommandContext['readList'] {
  const { store, clock, log, spendQuota } = deps;
  const flight = createSingleFlight<unknown, Day>();

  /** The fetch continues even after the users who requested it have stopped waiting. */
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
    // Today's list is useful to everybody, so it costs no quota; an old one serves only the user who requested it.
    if (!known && now >= end) await spendQuota(invocation, 'lookUp');
    await settleWithin(clock, LIST_TIMEOUT, [refresh(day)]);
    const list = (await store.listDay(day)) ?? known;
    if (!list) throw new UserError(todayWording.unreachable);
    return list;
  };
}
