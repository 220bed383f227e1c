import { dueAt, isWorkday, postings } from './calendar.ts';
import { CAST, START } from './cast.ts';
import { createLists, type Fate, tellFates } from './oracle.ts';
import { readLook, type Said } from './said.ts';
import { fillsAt, isRecorded, workdays } from './script.ts';
import { beginOfMember, placeIdOf, spansOf, type Told, timetableOf } from './simulate.ts';

export interface Verdict {
  readonly messages: number;
  /** The number of outcomes that were compared with the expected ones: one per place and list day. */
  readonly compared: number;
  readonly delivered: number;
  readonly expected: number;
  /** The number of list days recorded from Hugging Face that were delivered to at least one place. */
  readonly recorded: number;
  readonly doubled: number;
  readonly late: number;
  /** A line for each unexpected outcome, each wrong status and each logged error. */
  readonly unexplained: readonly string[];
  /** The number of list days by expected outcome, summed over all places. */
  readonly ends: Readonly<Record<string, number>>;
  /** The number of events that delayed an edition, by kind: late lists, downtimes and refusals. */
  readonly delays: Readonly<Record<string, number>>;
  /** The number of checked statuses, by the reason that they gave. */
  readonly said: Readonly<Partial<Record<Said, number>>>;
}

const iso = (instant: number) =>
  Number.isFinite(instant) ? new Date(instant).toISOString().slice(0, 16) : 'never';

function count<Name extends string>(names: readonly Name[]): Record<Name, number> {
  const counts = {} as Record<Name, number>;
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

type Delay = NonNullable<Fate['delay']>;

/** Compares the simulation with the oracle, for each place and list day. */
export function audit(told: Told): Verdict {
  const lists = createLists(told);
  const days = workdays(START, (told.end - START) / 86_400_000);
  const unexplained: string[] = [];
  const ends: string[] = [];
  const delays = new Map<string, Delay>();
  const said: Said[] = [];
  const recorded = new Set<string>();
  let expected = 0;
  let delivered = 0;
  let late = 0;

  const byKey = Map.groupBy(told.messages, ({ key }) => key);
  let doubled = told.messages.length - byKey.size;
  const cards = Map.groupBy([...byKey.keys()], (key) => key.split('/').slice(0, 2).join('/'));
  const looks = Map.groupBy(told.looks, ({ member, day }) => `${placeIdOf(member)}/${day}`);

  for (const member of CAST) {
    const placeId = placeIdOf(member);
    const timetable = timetableOf(member);
    const everyHour = postings(timetable, START - 86_400_000, told.end, true);
    const papers = told.messages
      .filter((message) => message.placeId === placeId && !/heading|best/.test(message.key))
      .map(({ key }) => key.split('/').at(-1));
    doubled += papers.length - new Set(papers).size;
    for (const [day, fate] of tellFates(member, days, lists, told)) {
      const name = `${placeId}/${day}`;
      const blame = (what: string) =>
        unexplained.push(
          `${name} ${what}; ${fate.end} at ${iso(fate.at)}, due ${iso(fate.due)} (${fate.delay})`,
        );
      // Skip list days that were due before the first subscription (unless the status must say so) or are due after
      // the end of the simulation.
      if (fate.due < beginOfMember(member) && fate.end !== 'before') continue;
      if (fate.latest >= told.end || dueAt(everyHour, day, timetable.live) >= told.end) continue;
      const posted = byKey.get(`${name}/heading`)?.[0]?.at ?? Number.POSITIVE_INFINITY;
      ends.push(fate.end);
      if (fate.end === 'delivered') {
        expected += 1;
        if (posted < fate.at) blame(`came too early, at ${iso(posted)}`);
        if (posted > fate.latest && posted < Number.POSITIVE_INFINITY) late += 1;
        const whole = member.word || member.votes ? 2 : 3;
        if ((cards.get(name)?.length ?? 0) < whole) blame(`has ${cards.get(name)?.length ?? 0} messages`);
        else {
          delivered += 1;
          if (isRecorded(day)) recorded.add(day);
          const event = fate.delay === 'fills' ? fillsAt(day) : fate.at;
          const isDelayed = fate.delay && event !== null && posted >= fate.at;
          if (isDelayed) delays.set(`${fate.delay} ${event}`, fate.delay);
        }
      } else if (cards.has(name)) blame(`came at ${iso(posted)}`);
      for (const look of looks.get(name) ?? []) {
        // A renewed subscription does not cover days that were due before it.
        const isNew = spansOf(member).some(([from]) => fate.due < from && from <= look.at);
        if (fate.end === 'ended' && isNew) continue;
        const reason = readLook(look, fate, lists, posted);
        if (reason) said.push(reason);
        else blame(`at ${iso(look.at)} says ${JSON.stringify(Object.fromEntries(look.says))}`);
      }
      if (!looks.has(name)) blame('was never looked at');
    }
    for (const look of told.looks.filter((it) => it.member === member && !isWorkday(it.day))) {
      const fate: Fate = {
        due: look.at,
        at: look.at,
        latest: look.at,
        end: 'left out',
        standsBackUntil: 0,
        delay: null,
      };
      const reason = readLook(look, fate, lists, Number.POSITIVE_INFINITY);
      if (reason) said.push(reason);
      else
        unexplained.push(`${placeId} on ${look.day} says ${JSON.stringify(Object.fromEntries(look.says))}`);
    }
  }
  for (const error of told.errors) unexplained.push(error);
  return {
    messages: told.messages.length,
    compared: ends.length,
    delivered,
    expected,
    recorded: recorded.size,
    doubled,
    late,
    unexplained,
    ends: count(ends),
    delays: count([...delays.values()]),
    said: count(said),
  };
}
