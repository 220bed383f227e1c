import { describe, expect, it } from 'vitest';
import { addDays, type Day, isWeekend, listDayEnd } from '../../../src/domain/calendar/day.ts';
import type { Settings } from '../../../src/domain/subscription/settings.ts';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { createRandom } from '../../fixtures/random.ts';
import type { Speed } from '../../fixtures/sample.ts';
import { createWorld, subscribe } from './simulation.ts';

/** Rows: the seed, the first day, and the longest downtime in hours. Downtimes are at least a day apart. */
const RUNS = {
  quick: [[1, '2026-10-03', 60]],
  deep: [
    [2, '2026-02-25', 60],
    [3, '2026-10-12', 160],
    [4, '2026-03-30', 160],
  ],
} as const;

/** Tests that editions and weekly messages come as promised, through random downtimes, late lists and failing jobs. */
export function describeSixtyDays(speed: Speed): void {
  describe('sixty days, hour by hour', () => {
    /** Places with various posting times; during these days, the clocks of New York, Cairo and Lord Howe change. */
    const PLACES: readonly (readonly [zone: string, hour: number, mode: Settings['mode']])[] = [
      ['Asia/Seoul', 12, 'closed'],
      ['Asia/Seoul', 0, 'closed'],
      ['Asia/Seoul', 20, 'live'],
      ['America/New_York', 22, 'closed'],
      ['Africa/Cairo', 5, 'closed'],
      ['Asia/Kathmandu', 8, 'closed'],
      ['Pacific/Apia', 16, 'live'],
      ['Australia/Lord_Howe', 13, 'closed'],
    ];
    const DAYS = 60;

    it.each<readonly [number, Day, number]>(RUNS[speed])(
      'seed %i: editions come in order, at most once, within three days',
      (seed, firstDate, longest) => {
        const random = createRandom(seed);
        const start = Date.parse(`${firstDate}T00:00:00Z`);
        const end = start + DAYS * DAY;
        const downs = makeDowntimes(random, start, end, longest);
        const isUp = (now: number) => !downs.some(([from, to]) => now >= from && now < to);
        const noList = new Set<Day>();
        const lateBy = new Map<Day, number>();
        for (let day = addDays(firstDate, -10); day < addDays(firstDate, DAYS + 10); day = addDays(day, 1)) {
          if (random() < 0.05) noList.add(day);
          else if (random() < 0.1) lateBy.set(day, Math.floor(random() * 10) * HOUR);
        }
        const countOf = (day: Day, now: number) => {
          const late = lateBy.get(day);
          const from = late === undefined ? listDayEnd(day) - DAY : listDayEnd(day) + late;
          return noList.has(day) || now < from ? 0 : 30;
        };
        const subscriptions = PLACES.map(([timeZone, hour, mode], index) => {
          const place = { platform: 'slack', workspace: 'T1', channel: String(index) };
          const createdAt = start + Math.floor(random() * 100) * HOUR;
          const best = { weekday: Math.floor(random() * 7), since: createdAt };
          return subscribe(createdAt, { place, settings: { timeZone, at: hour * 60, mode, best } });
        });
        const chances = { collect: 0.3, deliver: 0.2, skip: 0.1, 'touch-up': 0.2, best: 0.2 } as const;
        const world = createWorld(subscriptions, { countOf, fails: (job) => random() < chances[job.kind] });
        for (let now = start; now < end; now += HOUR) if (isUp(now)) world.run(now);

        for (const { place, settings, createdAt } of subscriptions) {
          const mine = world.log.filter(({ job }) => 'placeId' in job && job.placeId === placeToId(place));
          const delivered = mine.filter(({ job }) => job.kind === 'deliver');
          const days = delivered.map(({ job }) => job.day);
          expect(new Set(days).size, 'no list day twice').toBe(days.length);

          const backwards = days.filter((day, index) =>
            days.slice(0, index).some((earlier) => earlier > day),
          );
          expect(backwards.filter((day) => !world.foundLate.has(day))).toEqual([]);

          for (let day = addDays(firstDate, -1); day < addDays(firstDate, DAYS - 6); day = addDays(day, 1)) {
            const dueAt = dueInstant(day, settings);
            if (isWeekend(day) || dueAt <= createdAt) continue;
            const posted = delivered.find(({ job }) => job.day === day);
            const skipped = mine.some(({ job }) => job.kind === 'skip' && job.day === day);
            if (noList.has(day)) expect(posted, `${day} has no list`).toBeUndefined();
            // A late list and a downtime together can take longer than three days.
            else if (lateBy.has(day)) expect(posted && skipped).toBeFalsy();
            else if (longest < 72) expect(posted, `${day} for ${settings.timeZone}`).toBeDefined();
            else expect(Boolean(posted) !== skipped, `${day} is delivered or skipped`).toBe(true);
            // A list day that ended before the subscription can be the one that is delivered immediately.
            if (posted && listDayEnd(day) > createdAt) {
              expect(posted.at).toBeGreaterThanOrEqual(dueAt);
              expect(posted.at).toBeLessThanOrEqual(dueAt + 3 * DAY);
            }
          }

          const weekly = mine.filter(({ job }) => job.kind === 'best').map(({ at }) => at);
          const wanted = weeklyInstants(settings, createdAt, end - 4 * DAY);
          for (const from of wanted) {
            const came = weekly.filter((at) => at >= from && at <= from + 3 * DAY);
            expect(came.length, `${new Date(from).toISOString()}: once at most`).toBeLessThanOrEqual(1);
            if (longest < 72)
              expect(came, `${new Date(from).toISOString()} for ${settings.timeZone}`).toHaveLength(1);
          }
          expect(weekly.filter((at) => at < end - 4 * DAY).length).toBeLessThanOrEqual(wanted.length);
        }
      },
    );
  });
}

/** Returns the first instant after the list becomes available at which the local clock shows the posting time. */
function dueInstant(day: Day, { at, timeZone, mode }: Settings): number {
  const clock = new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' });
  const wanted = `${String(at / 60).padStart(2, '0')}:00`;
  let now = mode === 'live' ? listDayEnd(day) - DAY : listDayEnd(day);
  while (clock.format(now) !== wanted) now += 15 * MINUTE;
  return now;
}

/** Returns every instant before `end` at which the place's local clock shows the time of its weekly best. */
function weeklyInstants({ at, timeZone, best }: Settings, from: number, end: number): number[] {
  const clock = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit' },
  });
  const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][best?.weekday ?? 0];
  const wanted = `${weekday} ${String(at / 60).padStart(2, '0')}:00`;
  const found: number[] = [];
  for (let now = from; now < end; now += 15 * MINUTE) {
    // When the clocks go back, the repeated hour counts once.
    const isNew = now - (found.at(-1) ?? 0) > DAY;
    if (clock.format(now).replace(', ', ' ') === wanted && isNew) found.push(now);
  }
  return found;
}

function makeDowntimes(random: () => number, start: number, end: number, longest: number) {
  const downs: [number, number][] = [];
  let from = start + 5 * DAY;
  while (from < end) {
    const to = from + Math.ceil(random() * longest) * HOUR;
    downs.push([from, to]);
    from = to + DAY + Math.floor(random() * 4 * 24) * HOUR;
  }
  return downs;
}
