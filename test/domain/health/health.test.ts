import { describe, expect, test } from 'vitest';
import type { Day } from '../../../src/domain/calendar/day.ts';
import type { Job } from '../../../src/domain/edition/job.ts';
import type { ListDayState } from '../../../src/domain/edition/records.ts';
import { describeDeliveries, describeLists } from '../../../src/domain/health/health.ts';
import { ALERT_AFTER } from '../../../src/domain/health/incident.ts';
import { DAY } from '../../../src/lib/duration.ts';
import { list, subscribe } from '../edition/simulation.ts';

const MINUTE = 60_000;
/** A Tuesday at 12:15 in Seoul: Monday's list was due at noon. */
const NOW = Date.parse('2026-08-25T03:15:00Z');
const [THURSDAY, FRIDAY, MONDAY] = ['2026-08-20', '2026-08-21', '2026-08-24'] as const;
const known = (...lists: ListDayState[]): ReadonlyMap<Day, ListDayState> =>
  new Map(lists.map((it) => [it.day, it]));
const old = subscribe(NOW - 30 * DAY);

describe('lists', () => {
  test('are unhealthy when the last two due weekdays had none, whatever is between them', () => {
    expect(describeLists(NOW, [old], known(list(THURSDAY)))).toBe(
      'no list for two weekdays: 2026-08-21 could not be fetched, 2026-08-24 could not be fetched',
    );
    const empty = list(MONDAY, { count: 0, emptySince: NOW });
    expect(describeLists(NOW, [old], known(list(THURSDAY), empty))).toContain('2026-08-24 is empty');
  });

  test.each([FRIDAY, MONDAY])('are healthy with the list of %s', (day) => {
    expect(describeLists(NOW, [old], known(list(day)))).toBeNull();
  });

  test('are healthy after one holiday, while the next list has ended but is not due anywhere yet', () => {
    const holiday = known(list(THURSDAY), list(FRIDAY, { count: 0, emptySince: 1 }));
    expect(describeLists(NOW - 20 * MINUTE, [old], holiday)).toBeNull();
    const evening = subscribe(NOW - 30 * DAY, { settings: { at: 23 * 60 } });
    expect(describeLists(NOW, [evening], holiday)).toBeNull();
    expect(describeLists(NOW, [evening, old], holiday)).not.toBeNull();
  });

  test('are healthy if no place has waited for both', () => {
    expect(describeLists(NOW, [], known())).toBeNull();
    expect(describeLists(NOW, [subscribe(NOW - MINUTE)], known())).toBeNull();
    expect(describeLists(NOW, [{ ...old, state: 'paused' }], known())).toBeNull();
  });
});

describe('deliveries', () => {
  const failing = (
    kind: 'deliver' | 'best' | 'touch-up',
    placeId: string,
    minutes: number,
    error = 'down',
  ) => ({
    job: { kind, placeId, day: MONDAY, step: 0, date: MONDAY, dueAt: 0 } as Job,
    ...{ since: NOW - minutes * MINUTE, failures: 9, failedAt: NOW, until: NOW, error },
  });
  const all = () => true;

  test('are unhealthy when a place is unreachable for a minute; the oldest failure gives the reason', () => {
    const failedJobs = [
      failing('deliver', 'a', 1),
      failing('deliver', 'b', 30, 'closed'),
      failing('best', 'b', 12),
    ];
    expect(describeDeliveries(NOW, failedJobs, all)).toBe(
      'deliveries to 2 places have failed for up to 30 minutes: closed',
    );
    expect(describeDeliveries(NOW, failedJobs.slice(0, 1), all)).toBe(
      'deliveries to 1 place have failed for up to 1 minute: down',
    );
  });

  test('T1: are unhealthy early enough for an alert about an incident of ten minutes', () => {
    const since = 8 * MINUTE - ALERT_AFTER;
    expect(describeDeliveries(NOW, [failing('deliver', 'a', since / MINUTE)], all)).not.toBeNull();
  });

  test('are healthy if the place is no longer subscribed, or its platform is off', () => {
    expect(describeDeliveries(NOW, [failing('deliver', 'a', 60)], (placeId) => placeId !== 'a')).toBeNull();
  });

  test('are healthy if the failure is short, or something else fails', () => {
    expect(describeDeliveries(NOW, [], all)).toBeNull();
    expect(
      describeDeliveries(NOW, [failing('deliver', 'a', 0.9), failing('touch-up', 'a', 60)], all),
    ).toBeNull();
  });
});
