import { resolveDate } from '../domain/calendar/date-text.ts';
import {
  addDays,
  type Day,
  isWeekend,
  listDayEnd,
  listDayStart,
  liveListDay,
  localDate,
  weekdayAtOrBefore,
} from '../domain/calendar/day.ts';
import type { ListDay } from '../domain/edition/records.ts';
import { UserError } from '../domain/errors.ts';
import { describeInstant } from '../i18n/ko/subscription/describe.ts';
import { todayWording } from '../i18n/ko/today.ts';
import type { CommandContext } from './define.ts';
import { type Invocation, problemAnswer, type Reply } from './invocation.ts';
import type { TypedDay } from './options/day.ts';
import { pageLine } from './pages.ts';

/** The maximum number of weekdays to search for a list with papers: enough to get past two holidays in a row. */
const MAX_LOOKED_AT = 5;

/** A list with papers. */
interface FoundList {
  readonly list: ListDay;
  /** A Korean sentence that says why this list is shown; null if it is obviously the one that was asked for. */
  readonly explanation: string | null;
}

/**
 * Returns the list of the day that was typed in `timeZone`; without one, or for `오늘`, the newest list with papers. If
 * there is no such list, returns a reply that says why, with a button for another list.
 * @throws {UserError} if there is no such date, or no list that can be read
 */
export async function findList(
  invocation: Invocation,
  typed: TypedDay | undefined,
  timeZone: string,
  context: CommandContext,
): Promise<FoundList | Reply> {
  const now = context.clock.now();
  const live = liveListDay(now);
  if (!typed || isToday(typed)) {
    const asked = typed ? localDate(now, timeZone) : live;
    const { list, missed } = await readNewest(invocation, asked < live ? asked : live, context);
    const { day } = list;
    return { list, explanation: day === asked ? null : explainDay(asked, day, missed, now, timeZone) };
  }
  const day = readDay(typed, now, timeZone);
  if (day > localDate(now, timeZone) && day > live) return offerNewest(todayWording.future(day));
  if (day > live) {
    return offerNewest(todayWording.notOpen(day, describeInstant(listDayStart(day), timeZone)));
  }
  const list = await context.readList(invocation, day);
  if (list?.papers.length) return { list, explanation: explainGuess(typed, day, localDate(now, timeZone)) };
  if (isWeekend(day)) return offerDayBefore(todayWording.noneOnWeekend(day), day);
  return offerDayBefore(now < listDayEnd(day) ? todayWording.noneSoFar(day) : todayWording.none(day), day);
}

/** Returns a text for the day that was typed, for a command line that is used later; `오늘` stays what it is. */
export const toLaterDay = (typed: TypedDay, now: number, timeZone: string): string =>
  isToday(typed) ? typed.typed : readDay(typed, now, timeZone);

const isToday = ({ date }: TypedDay): boolean => date.kind === 'days-ago' && date.days === 0;

function readDay({ typed, date }: TypedDay, now: number, timeZone: string): Day {
  const today = localDate(now, timeZone);
  const live = liveListDay(now);
  // West of UTC, the newest list can be that of tomorrow.
  const day = resolveDate(date, today, today > live ? today : live);
  if (day) return day;
  throw new UserError(todayWording.noSuchDate(typed));
}

/** Says which day a date without a year or a month means, unless it is in the current year or month. */
function explainGuess({ date }: TypedDay, day: Day, today: Day): string | null {
  if (date.kind !== 'date' || date.year !== undefined) return null;
  const length = date.month === undefined ? 'YYYY-MM'.length : 'YYYY'.length;
  return day.slice(0, length) === today.slice(0, length) ? null : todayWording.latest(day);
}

const offerNewest = (sentence: string): Reply => ({
  ...problemAnswer(sentence),
  buttons: [{ label: todayWording.showNewest, line: pageLine('today', {}) }],
});

function offerDayBefore(sentence: string, day: Day): Reply {
  const before = weekdayAtOrBefore(addDays(day, -1));
  return {
    ...problemAnswer(sentence),
    buttons: [{ label: todayWording.showDay(before), line: pageLine('today', { day: before }) }],
  };
}

/**
 * Returns the list of `asked` or, if it is empty or unavailable, the newest earlier list with papers. `missed` is the
 * newest day whose list was unavailable; null if there was none.
 * @throws {UserError} if no list with papers is found
 */
async function readNewest(
  invocation: Invocation,
  asked: Day,
  context: CommandContext,
): Promise<{ readonly list: ListDay; readonly missed: Day | null }> {
  let day = weekdayAtOrBefore(asked);
  let missed: Day | null = null;
  let problem = new UserError(todayWording.noneYet);
  for (let tries = 0; tries < MAX_LOOKED_AT; tries += 1) {
    try {
      // Fetch only the two newest lists on request; for older ones, rely on the lists that jobs have stored.
      const list = tries < 2 ? await context.readList(invocation, day) : await context.store.listDay(day);
      if (list?.papers.length) return { list, missed };
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      if (!missed) problem = error;
      missed ??= day;
    }
    day = weekdayAtOrBefore(addDays(day, -1));
  }
  throw problem;
}

/** Explains why the reply shows an earlier day than `asked`. */
function explainDay(asked: Day, shown: Day, missed: Day | null, now: number, timeZone: string): string {
  if (missed) return todayWording.missed(missed, shown);
  if (isWeekend(asked)) return todayWording.weekend(asked, shown);
  if (asked <= liveListDay(now)) return todayWording.notYet(asked, shown);
  return todayWording.notOpenYet(asked, describeInstant(listDayStart(asked), timeZone), shown);
}
