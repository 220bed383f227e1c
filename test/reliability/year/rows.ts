import type { Row, Sample } from '../../bench/row.ts';
import type { Verdict } from './audit.ts';
import { DAY, isWorkday, toDay, toNumber } from './calendar.ts';
import { CAST, START } from './cast.ts';
import { BOT_DOWN, fillsAt, isHoliday, isRecorded, isWithin, SOURCE_DOWN } from './script.ts';

const CATCH_UP = 3 * DAY;

/** Counts the scripted events by kind. Each of them must affect at least one place. */
function planned(days: number) {
  const end = START + days * DAY;
  const dates = Array.from({ length: days }, (_, index) => toDay(START / DAY + index));
  // `seen` leaves out the last week, whose effects can come after the end of the simulation; `up` also leaves out
  // lists that are due while the bot is down.
  const seen = dates.filter((day) => toNumber(day) * DAY < end - 7 * DAY);
  const up = seen.filter((day) => !isWithin(BOT_DOWN, (toNumber(day) + 1.5) * DAY));
  const spans = [...BOT_DOWN, ...SOURCE_DOWN].filter(([, to]) => to < end - DAY);
  const hoursOf = (day: string) => ((fillsAt(day) ?? 0) - (toNumber(day) + 1) * DAY) / (DAY / 24);
  const isLate = (day: string) => fillsAt(day) !== null;
  return {
    weekends: seen.filter((day) => !isWorkday(day)).length,
    empty: up.filter((day) => isHoliday(day) || (isLate(day) && hoursOf(day) > 16)).length,
    late: up.filter((day) => isLate(day) && hoursOf(day) < 14).length,
    botDown: BOT_DOWN.filter(([, to]) => to < end - DAY).length,
    sourceDown: SOURCE_DOWN.filter(([, to]) => to < end - DAY).length,
    tooLong: spans.filter(([from, to]) => to - from > CATCH_UP).length,
    refused: CAST.filter(({ refuses }) => refuses && refuses[1] < end).length,
    weeks: Math.floor(seen.length / 7),
    ended: CAST.filter(({ spans = [] }) => spans.some(([, to]) => to < end - 7 * DAY)).length,
    before: CAST.filter(({ name }) => name === 'begins-live').length,
    recorded: seen.filter((day) => isRecorded(day) && isWorkday(day)).length,
  };
}

/** Returns the figures of a simulated year. */
export function toRows(verdict: Verdict, days: number): Row[] {
  const { ends, delays, said } = verdict;
  const plan = planned(days);
  /** A safe minimum: most places have five editions a week, but some have only one. */
  const editions = plan.weeks * CAST.length;
  const none = (name: string, value: number, unit: string, of: Sample): Row => ({
    ...{ name: `year: ${name}`, value, unit, limit: 0, of },
  });
  const least = (name: string, value: number | undefined, limit: number, unit = 'list days'): Row => ({
    ...{ name: `year: ${name}`, value: value ?? 0, unit, limit, atLeast: true },
  });
  return [
    {
      ...least('editions delivered', verdict.delivered, verdict.expected, 'editions'),
      of: { count: verdict.expected, unit: 'editions expected', least: editions },
    },
    none('doubled', verdict.doubled, 'messages', {
      ...{ count: verdict.messages, unit: 'messages', least: 2 * editions },
    }),
    none('unexplained', verdict.unexplained.length, 'list days', {
      ...{ count: verdict.compared, unit: 'list days of places', least: editions },
    }),
    none('late by more than a beat', verdict.late, 'editions', {
      ...{ count: verdict.delivered, unit: 'editions', least: editions },
    }),
    plan.recorded > 0
      ? least('recorded list days delivered', verdict.recorded, plan.recorded)
      : {
          ...{ name: 'year: recorded list days delivered', value: null, unit: 'list days' },
          ...{ limit: 1, atLeast: true, notMeasured: 'no recorded days in ../shared/data' },
        },
    least('no list: weekend', said.weekend, plan.weekends, 'looks'),
    least('no list: empty for good, or too long', ends.believed, plan.empty),
    least('came late: the list filled later', delays.fills, plan.late, 'lists'),
    least('came late: the bot was down', delays.bot, plan.botDown, 'downtimes'),
    least('came late: Hugging Face was down', delays.source, plan.sourceDown, 'downtimes'),
    least('came late: the place refused', delays.paused, plan.refused, 'places'),
    least('skipped after more than three days', ends.skipped, plan.tooLong),
    least('no paper passed the filters', ends.filtered, plan.weeks),
    least('left out: a weekday not chosen', ends['left out'], plan.weeks),
    least('nobody had subscribed then', ends.ended, plan.ended),
    least('before the subscription, as the status says', ends.before, plan.before),
    least('status said: paused, with its reason', said.paused, plan.refused, 'looks'),
    least('status said: Hugging Face is down', said['source down'], plan.sourceDown, 'looks'),
    least('status said: skipped', said.skipped, plan.tooLong, 'looks'),
  ];
}
