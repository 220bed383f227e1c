import { describe, expect, it } from 'vitest';
import {
  addDays,
  closedListDay,
  type Day,
  isWeekend,
  listDayEnd,
  localDate,
  localInstant,
  weekdayOf,
} from '../../../src/domain/calendar/day.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { createRandom } from '../../fixtures/random.ts';
import type { Speed } from '../../fixtures/sample.ts';
import { SETTINGS } from '../../fixtures/settings.ts';
import { createWorld, subscribe } from './simulation.ts';

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
const RANDOM_SEEDS = { quick: 1, deep: 2 } as const;

/** Tests a month of editions on selected weekdays against a simple model. */
export function describeMonth(speed: Speed): void {
  describe('a month, hour by hour', () => {
    const START = '2026-06-01';
    const DAYS = 35;
    const KINDS: readonly Partial<Settings>[] = [
      { weekdays: EVERY_DAY },
      { weekdays: [1] },
      { weekdays: [5] },
      { weekdays: [0, 6] },
      { weekdays: [1, 3, 5] },
      { weekdays: [1, 2, 3, 4, 5] },
      { weekdays: [2, 4], timeZone: 'America/New_York', at: 22 * 60 },
      { weekdays: [0, 3], timeZone: 'Asia/Kathmandu', at: 8 * 60 + 45 },
      { weekdays: [6], timeZone: 'UTC', at: 0 },
    ];

    /** Creates a source with random holidays and with lists that are up to eight hours late. */
    function makeSource(random: () => number) {
      const noList = new Set<Day>();
      const lateBy = new Map<Day, number>();
      for (let day = addDays(START, -10); day < addDays(START, DAYS + 10); day = addDays(day, 1)) {
        const chance = random();
        if (chance < 0.12) noList.add(day);
        else if (chance < 0.24) lateBy.set(day, Math.floor(random() * 9) * HOUR);
      }
      /** Returns the time from which a list is available; infinite for a holiday. */
      const readyAt = (day: Day) =>
        noList.has(day) ? Number.POSITIVE_INFINITY : listDayEnd(day) + (lateBy.get(day) ?? -DAY);
      return { readyAt, countOf: (day: Day, now: number) => (now < readyAt(day) ? 0 : 30) };
    }

    /**
     * Predicts at most one edition per posting time: that of the newest list day since the previous posting time or,
     * if its list is not available within twelve hours, that of the list day before it, and so on.
     */
    function foretell(
      settings: Settings,
      from: number,
      until: number,
      readyAt: (day: Day) => number,
    ): string[] {
      const { timeZone, at, weekdays } = settings;
      const said: string[] = [];
      let before: Day = closedListDay(from);
      for (let date = localDate(from, timeZone); ; date = addDays(date, 1)) {
        const posting = localInstant(date, at, timeZone);
        if (posting >= until) return said;
        if (posting <= from || !weekdays.includes(weekdayOf(date))) continue;
        const newest = closedListDay(posting);
        let now = posting;
        for (let day = newest; day > before; day = addDays(day, -1)) {
          if (isWeekend(day)) continue;
          // An empty list is fetched again every hour; after twelve hours it is accepted as empty.
          const found = Array.from({ length: 13 }, (_, hours) => now + hours * HOUR).find(
            (hour) => hour >= readyAt(day),
          );
          if (found !== undefined) {
            said.push(`${day} at ${new Date(found).toISOString()}`);
            break;
          }
          now += 12 * HOUR;
        }
        before = newest;
      }
    }

    const run = (settings: Settings, random: () => number, isUp: (now: number) => boolean) => {
      const source = makeSource(random);
      const start = Date.parse(`${START}T00:00:00Z`) + Math.floor(random() * 7 * 24) * HOUR;
      const end = start + DAYS * DAY;
      const world = createWorld([subscribe(start, { settings })], source);
      for (let now = start; now < end; now += HOUR) if (isUp(now)) world.run(now);
      const posted = world.log
        // Leave out the first edition of the new subscription, which the model does not predict.
        .filter(({ job }) => job.day > closedListDay(start))
        .map(({ at, job }) => ({ kind: job.kind, day: job.day, at }));
      // The list days of the last week are left out, because their editions might not be posted before `end`.
      const told = foretell(settings, start, end, source.readyAt);
      const isSettled = (text: string) => text < addDays(closedListDay(end), -7);
      return { posted, told: told.filter(isSettled), isSettled };
    };

    it.each(KINDS.entries().toArray())(
      'kind %i: each posting time has the edition that a simple model predicts',
      (index, kind) => {
        const { posted, told, isSettled } = run(
          { ...SETTINGS, ...kind },
          createRandom(RANDOM_SEEDS[speed] * 100 + index),
          () => true,
        );
        const said = posted.map(({ day, at }) => `${day} at ${new Date(at).toISOString()}`);
        expect(said.filter(isSettled)).toEqual(told);
        expect(told.length).toBeGreaterThan(2);
        expect(posted.every((job) => job.kind === 'deliver')).toBe(true);
      },
    );

    it.each(KINDS.entries().toArray())(
      'kind %i: downtimes of less than a day delay editions, but do not change their list days',
      (index, kind) => {
        const random = createRandom(600 + RANDOM_SEEDS[speed] * 100 + index);
        const downs = Array.from({ length: DAYS + 8 }, () => Math.floor(random() * 20));
        const isUp = (now: number) => {
          const hours = (now - Date.parse(`${START}T00:00:00Z`)) / HOUR;
          const date = Math.floor(hours / 24);
          return hours % 24 >= (downs[date] ?? 0) || date % 2 === 0;
        };
        const { posted, told, isSettled } = run({ ...SETTINGS, ...kind }, random, isUp);
        const days = (items: readonly string[]) => items.map((item) => item.slice(0, 10)).filter(isSettled);
        expect(days(posted.map(({ day }) => day)).toSorted()).toEqual(days(told).toSorted());
        expect(posted.every((job) => job.kind === 'deliver')).toBe(true);
      },
    );
  });
}
