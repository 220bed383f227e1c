import { beginOf, DAY, dueAt, endOf, HOUR, isWorkday, MINUTE, postings, toDay } from './calendar.ts';
import { type Member, START } from './cast.ts';
import { BOT_DOWN, fillsAt, firstOutside, hasVotes, hasWord, isHoliday, SOURCE_DOWN } from './script.ts';
import { spansOf, type Told, timetableOf } from './simulate.ts';

/** How long missed editions are still sent, and when an empty list counts as final (rules 2 and 9). */
const CATCH_UP = 3 * DAY;
const BELIEVE = 12 * HOUR;
/** Interval at which a failed source is asked again. */
const JOB_BACKOFF = 15 * MINUTE;

/** The expected outcome of a list day in a place, from the script and the requests to the source. */
export interface Fate {
  /** When it was due: its posting time, or the start of the subscription. */
  readonly due: number;
  readonly end: 'delivered' | 'skipped' | 'believed' | 'filtered' | 'left out' | 'ended' | 'before';
  /** When the outcome takes effect; a `delivered` edition has to come between `at` and `latest`. */
  readonly at: number;
  readonly latest: number;
  /** Until then a newer list was uncertain that would have replaced this one. */
  readonly standsBackUntil: number;
  /** Why it came late. */
  readonly delay: 'fills' | 'bot' | 'source' | 'paused' | null;
}

/** What the source's answers showed of each day. */
export function createLists({ asked }: Pick<Told, 'asked'>) {
  const byDay = Map.groupBy(asked, ({ day }) => day);
  const of = (day: string) => byDay.get(day) ?? [];
  return {
    /** When a list with papers was first seen. */
    hadAt: (day: string, live: boolean): number =>
      of(day).find(({ papers, at }) => papers && at >= (live ? beginOf(day) : endOf(day)))?.at ??
      Number.POSITIVE_INFINITY,
    /** When a finished list was first seen empty, and when that counted as final. */
    emptyAt: (day: string): number =>
      of(day).find(({ papers, at }) => papers === 0 && at >= endOf(day))?.at ?? Number.POSITIVE_INFINITY,
    believedAt(day: string): number {
      const empty = of(day).filter(({ papers, at }) => papers === 0 && at >= endOf(day));
      const since = empty[0]?.at ?? 0;
      return empty.find(({ at }) => at - since >= BELIEVE)?.at ?? Number.POSITIVE_INFINITY;
    },
    /** Whether the last answer before an instant had no papers yet. */
    wasEmpty: (day: string, before: number): boolean =>
      of(day).findLast(({ papers, at }) => papers !== null && at <= before)?.papers === 0,
  };
}

export type Lists = ReturnType<typeof createLists>;

/** When the bot notices that a place refuses messages: at the first edition due there. */
export function pauseOf(member: Member): readonly [from: number, to: number] | null {
  const [from, to] = member.refuses ?? [];
  if (!from || !to) return null;
  const timetable = timetableOf(member);
  const posts = postings(timetable, from - 2 * DAY, to);
  const dues = Array.from({ length: 12 }, (_, index) => toDay(Math.floor(from / DAY) - 3 + index))
    .filter((day) => isWorkday(day) && !isHoliday(day))
    .map((day) => dueAt(posts, day, timetable.live));
  return [Math.min(...dues.filter((due) => due >= from)), to];
}

const passes = ({ word, votes }: Member, day: string): boolean =>
  (!word || hasWord(day)) && (!votes || hasVotes(day));

/** The expected outcome of every weekday's list in one place. */
export function tellFates(
  member: Member,
  days: readonly string[],
  lists: Lists,
  told: Told,
): Map<string, Fate> {
  const timetable = timetableOf(member);
  const { live } = timetable;
  const posts = postings(timetable, START - 7 * DAY, told.end + 10 * DAY);
  const postingOf = new Map(days.map((day) => [day, dueAt(posts, day, live)]));
  const spans = spansOf(member);
  const pause = pauseOf(member);

  /** The start of the subscription that gets the day at once; null if none does. */
  function atOnce(day: string): number | null {
    const span = spans.find(([from]) => {
      const over = days.filter((it) => endOf(it) <= from);
      const newest = over.findLast((it) => !isHoliday(it) && !((fillsAt(it) ?? 0) > from));
      return newest !== undefined && day >= newest && endOf(day) <= from;
    });
    return span?.[0] ?? null;
  }

  const isIn = (instant: number) => spans.some(([from, to]) => from < instant && instant < to);

  function fateOf(day: string): Fate {
    const posting = postingOf.get(day) as number;
    const once = atOnce(day);
    const due = Math.min(
      isIn(posting) ? posting : Number.POSITIVE_INFINITY,
      once ?? Number.POSITIVE_INFINITY,
    );
    let standsBackUntil = 0;
    const fate = (end: Fate['end'], at: number, rest: Partial<Fate> = {}): Fate => ({
      ...{ due, end, at, latest: at, standsBackUntil, delay: null },
      ...rest,
    });
    if (due === Number.POSITIVE_INFINITY) {
      const began = spans.some(
        ([from, to]) => posting <= from && beginOf(day) <= from && from < to && posting > from - DAY,
      );
      return { ...fate(began && live ? 'before' : 'ended', posting), due: posting };
    }
    // Of the lists that share a posting time only the newest with papers is posted.
    const newer = due === once ? [] : days.filter((it) => it > day && postingOf.get(it) === posting);
    if (newer.some((it) => lists.believedAt(it) === Number.POSITIVE_INFINITY)) return fate('left out', due);
    standsBackUntil = Math.max(0, ...newer.map((it) => lists.believedAt(it)));
    let at = Math.max(due, standsBackUntil);
    let delay = (at > due ? 'fills' : null) as Fate['delay'];

    const wait = (until: number, why: Fate['delay']) => {
      if (until > at) [at, delay] = [until, why];
    };
    for (let before = -1; before !== at; ) {
      before = at;
      wait(firstOutside(BOT_DOWN, at), 'bot');
      if (pause && pause[0] <= at && at < pause[1]) wait(pause[1], 'paused');
      const had = lists.hadAt(day, live);
      if (had > at) {
        const believed = lists.believedAt(day);
        if (believed < had) return fate('believed', Math.max(at, believed), { delay });
        const fills = fillsAt(day) ?? 0;
        // Nothing can be fetched while the source is down; its return is noticed within minutes.
        const up = firstOutside(SOURCE_DOWN, at);
        if (fills > at) wait(fills, 'fills');
        else if (up > at) wait(up, 'source');
        else if (isHoliday(day)) wait(Math.min(believed, due + CATCH_UP + 1), 'fills');
      }
    }
    if (at - due > CATCH_UP) {
      const skips = firstOutside(BOT_DOWN, due + CATCH_UP + 1);
      return fate('skipped', delay === 'paused' ? Math.max(skips, at) : skips, { delay });
    }
    if (!passes(member, day)) return fate('filtered', at, { delay });
    const slack = delay === 'fills' ? HOUR : delay === 'source' ? JOB_BACKOFF : 0;
    return fate('delivered', at, { latest: at + slack + told.beat, delay });
  }
  return new Map(days.map((day) => [day, fateOf(day)]));
}
