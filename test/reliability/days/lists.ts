import { addDays, type Day, isWeekend } from '../../../src/domain/calendar/day.ts';
import { DAY, HOUR } from '../../../src/lib/duration.ts';
import { makeRawEntry } from '../../fixtures/papers.ts';

/** The number of papers on each list, which is more than any place gets. */
const LISTED = 4;

/** The list days from `first` on, within `count` days. */
export const weekdays = (first: Day, count: number): Day[] =>
  Array.from({ length: count }, (_, n) => addDays(first, n)).filter((day) => !isWeekend(day));

/** The posting time of a list day: noon in Seoul on the next day, which is half an hour after the list's end. */
export const noonAfter = (day: Day): number => Date.parse(day) + DAY + 3 * HOUR;

/** The papers of a list day by rank: ids such as 2601.05002, which no other day has. */
export const paperIds = (day: Day, count: number): string[] =>
  Array.from({ length: count }, (_, n) => `${day.slice(2, 4)}${day.slice(5, 7)}.${day.slice(8)}00${n + 1}`);

export const makeLists = (days: readonly Day[]): Record<Day, readonly unknown[]> =>
  Object.fromEntries(
    days.map((day) => [
      day,
      paperIds(day, LISTED).map((id, n) =>
        makeRawEntry({ id, title: `Lighthouse ${id}: Guiding Small Models`, upvotes: 40 - n }),
      ),
    ]),
  );

/** The date in Seoul on which a list day's edition is posted. */
export const postedOn = (day: Day): Day => addDays(day, 1);
