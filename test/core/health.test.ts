import { describe, expect, test } from 'vitest';
import { DAY, type Day } from '../../src/core/day.ts';
import { describeDeliveries, describeLists } from '../../src/core/health.ts';
import type { ListDayState } from '../../src/core/plan.ts';
import { list, subscribe } from '../fixtures/world.ts';

const MINUTE = 60_000;
/** A Tuesday noon in Seoul: Monday's list is over. */
const NOON = Date.parse('2026-08-25T03:00:00Z');
const [THURSDAY, FRIDAY, MONDAY] = ['2026-08-20', '2026-08-21', '2026-08-24'];
const known = (...lists: ListDayState[]): ReadonlyMap<Day, ListDayState> =>
  new Map(lists.map((it) => [it.day, it]));
const old = subscribe(NOON - 30 * DAY);

describe('lists', () => {
  test('are ill when the last two weekdays that are over had none, whatever lies between', () => {
    expect(describeLists(NOON, [old], known(list(THURSDAY as Day)))).toBe(
      'no list for two weekdays: 2026-08-21 could not be had, 2026-08-24 could not be had',
    );
    const empty = list(MONDAY as Day, { count: 0, emptySince: NOON });
    expect(describeLists(NOON, [old], known(list(THURSDAY as Day), empty))).toContain('2026-08-24 is empty');
  });

  test.each([FRIDAY, MONDAY])('are well with the one of %s', (day) => {
    expect(describeLists(NOON, [old], known(list(day as Day)))).toBeNull();
  });

  test('are well where nobody has waited for both', () => {
    expect(describeLists(NOON, [], known())).toBeNull();
    expect(describeLists(NOON, [subscribe(NOON - MINUTE)], known())).toBeNull();
    expect(describeLists(NOON, [{ ...old, state: 'paused' }], known())).toBeNull();
  });
});

describe('deliveries', () => {
  const failing = (kind: string, placeId: string, minutes: number, error = 'down') => ({
    job: { kind, placeId },
    since: NOON - minutes * MINUTE,
    error,
  });

  test('are ill when a place is not reached for ten minutes; the oldest failure says why', () => {
    const troubles = [
      failing('deliver', 'a', 11),
      failing('deliver', 'b', 30, 'closed'),
      failing('best', 'b', 12),
    ];
    expect(describeDeliveries(NOON, troubles)).toBe(
      '2 places cannot be delivered to for up to 30 minutes: closed',
    );
    expect(describeDeliveries(NOON, troubles.slice(0, 1))).toBe(
      '1 place cannot be delivered to for up to 11 minutes: down',
    );
  });

  test('are well when that may pass, or when something else fails', () => {
    expect(describeDeliveries(NOON, [])).toBeNull();
    expect(describeDeliveries(NOON, [failing('deliver', 'a', 9), failing('touch-up', 'a', 60)])).toBeNull();
  });
});
