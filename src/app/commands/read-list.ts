import type { CommandContext } from '../../command/define.ts';
import type { SpendQuota } from '../../command/quotas.ts';
import { type Day, isWeekend, listDayEnd } from '../../domain/calendar/day.ts';
import { isBelievedEmpty } from '../../domain/edition/list-state.ts';
import { UserError } from '../../domain/errors.ts';
import { todayWording } from '../../i18n/ko/today.ts';
import { MINUTE } from '../../lib/duration.ts';
import { settleWithin } from '../../lib/timeout.ts';
import { type CollectDeps, collect } from '../editions/collect.ts';

/** A list that is filling is asked for again after this time, whoever looks at it. */
const FRESH = 10 * MINUTE;
/** How long somebody who asked for a list waits for it, in milliseconds. */
const CARD_WAIT = 20_000;

export interface ReadListDeps extends CollectDeps {
  readonly spendQuota: SpendQuota;
}

/** Gives the list of a day to whoever asks, from the store where that will do. */
export function createReadList(deps: ReadListDeps): CommandContext['readList'] {
  const { store, clock, log, spendQuota } = deps;
  const underway = new Map<Day, Promise<unknown>>();

  /** Once for all who ask at the same time; it goes on if they wait no longer. */
  function refresh(day: Day): Promise<unknown> {
    const running = underway.get(day);
    if (running) return running;
    const asked = collect(deps, day)
      .catch((error) => log.warn({ day, error: error.message }, 'A list that was asked for cannot be had'))
      .finally(() => underway.delete(day));
    underway.set(day, asked);
    return asked;
  }

  return async (invocation, day) => {
    const known = await store.listDay(day);
    const now = clock.now();
    const end = listDayEnd(day);
    const isOver = known && known.fetchedAt >= end && (known.count > 0 || isBelievedEmpty(known));
    const isFresh = isOver || (known && now - known.fetchedAt < FRESH);
    if (isWeekend(day) || isFresh) return known;
    // Today's list is everybody's; an old one was asked for by one.
    if (!known && now >= end) await spendQuota(invocation, 'lookUp');
    await settleWithin(clock, CARD_WAIT, [refresh(day)]);
    const list = (await store.listDay(day)) ?? known;
    if (!list) throw new UserError(todayWording.unreachable);
    return list;
  };
}
