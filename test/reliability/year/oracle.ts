import { beginOf, DAY, dueAt, endOf, HOUR, isWorkday, MINUTE, postings, toDay } from './calendar.ts';
import { type Member, START } from './cast.ts';
import { BOT_DOWN, fillsAt, firstOutside, hasVotes, hasWord, isHoliday, SOURCE_DOWN } from './script.ts';
import { spansOf, type Told, timetableOf } from './simulate.ts';

/** How late an edition can still be sent (rule 9), in milliseconds. */
const CATCH_UP = 3 * DAY;
/** How long a list must stay empty before it is accepted as empty (rule 2), in milliseconds. */
const BELIEVE = 12 * HOUR;
/** The longest pause before a failed request to the source is retried, in milliseconds. */
const JOB_BACKOFF = 15 * MINUTE;

/** The expected outcome of a list day at a place, derived from the script and the source's answers. */
export interface Fate {
  /** The time at which the edition is due: its posting time, or the start of the subscription. */
  readonly due: number;
  readonly end: 'delivered' | 'skipped' | 'believed' | 'filtered' | 'left out' | 'ended' | 'before';
  /** The time of the outcome. An edition that is `delivered` must be posted between `at` and `latest`. */
  readonly at: number;
  readonly latest: number;
  /** The time until which a newer list is empty but could still fill and replace this one; 0 if there is none. */
  readonly standsBackUntil: number;
  /** The reason why the outcome comes after the due time; null if there was no delay. */
  readonly delay: 'fills' | 'bot' | 'source' | 'paused' | null;
}

/** Returns functions that look up what the source answered about a list day, and when. */
export function createLists({ asked }: Pick<Told, 'asked'>) {
  const byDay = Map.groupBy(asked, ({ day }) => day);
  const of = (day: string) => byDay.get(day) ?? [];
  return {
    /**
     * Returns when the list was first seen with papers after its day had ended or, if `live` is true, begun;
     * Infinity if never.
     */
    hadAt: (day: string, live: boolean): number =>
      of(day).find(({ papers, at }) => papers && at >= (live ? beginOf(day) : endOf(day)))?.at ??
      Number.POSITIVE_INFINITY,
    /** Returns when the list was accepted as empty; Infinity if never. */
    believedAt(day: string): number {
      const empty = of(day).filter(({ papers, at }) => papers === 0 && at >= endOf(day));
      const since = empty[0]?.at ?? 0;
      return empty.find(({ at }) => at - since >= BELIEVE)?.at ?? Number.POSITIVE_INFINITY;
    },
    /** Returns true if the last successful answer before an instant had no papers. */
    wasEmpty: (day: string, before: number): boolean =>
      of(day).findLast(({ papers, at }) => papers !== null && at <= before)?.papers === 0,
  };
}

export type Lists = ReturnType<typeof createLists>;

/**
 * Returns the span in which a place is paused: from the first edition that it refuses until it accepts
 * messages again; null if it never refuses.
 */
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

/** Returns the expected outcome of each weekday's list at one place, by list day. */
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

  /**
   * Returns the start of the subscription that gets the list day immediately; null if there is no such
   * subscription.
   */
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
    // If several lists share a posting time, only the newest one with papers is posted.
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
        // Nothing can be fetched while the source is down; the bot notices within minutes that the source is up
        // again.
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
