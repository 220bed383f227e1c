import { weekdayOf } from '../../../src/domain/calendar/day.ts';
import { noonAfter, paperIds, postedOn } from './lists.ts';
import type { DailyPlace } from './places.ts';
import { shownIn } from './shown.ts';
import type { DaysWorld } from './world.ts';

const FRIDAY = 5;

/** A message that a place is owed; see `Shown.slot`. */
export interface Due {
  readonly slot: string;
  /** The posting time of its edition, in milliseconds since the epoch. */
  readonly at: number;
  /** The time by which it must have been posted. */
  readonly until: number;
}

/** How the messages on the platforms differ from those that are due: a line for each. */
export interface Differences {
  readonly missing: readonly string[];
  readonly doubled: readonly string[];
  readonly late: readonly string[];
  readonly disordered: readonly string[];
}

export interface Judgement extends Differences {
  /** The number of messages that were due, and that were posted. */
  readonly due: number;
  readonly posted: number;
  /** The longest time between a posting time and its message, in milliseconds. */
  readonly slowest: number;
}

/** Returns what is due at a place for a list day, in order. */
export function slotsOf({ count, weekly }: DailyPlace, day: string): string[] {
  const date = postedOn(day);
  return [day, ...paperIds(day, count), ...(weekly && weekdayOf(date) === FRIDAY ? [`weekly ${date}`] : [])];
}

export const isHeading = (slot: string): boolean => /^\d{4}-/.test(slot);

/** Returns the messages that a place is owed for all list days, in order; `within` is the time that each may take. */
export function duesOf({ listDays }: DaysWorld, place: DailyPlace, within: (day: string) => number): Due[] {
  return listDays.flatMap((day) => {
    const at = noonAfter(day);
    return slotsOf(place, day).map((slot) => ({ slot, at, until: at + within(day) }));
  });
}

/** Compares the messages in all places with those that are due: each once, in order, and in time. */
export function judgePlaces(world: DaysWorld, duesAt: (place: DailyPlace) => readonly Due[]): Judgement {
  const missing: string[] = [];
  const doubled: string[] = [];
  const late: string[] = [];
  const disordered: string[] = [];
  let due = 0;
  let posted = 0;
  let slowest = 0;
  for (const place of world.places) {
    const { placeId } = place;
    const dues = duesAt(place);
    const shown = shownIn(world, place);
    due += dues.length;
    posted += shown.length;
    const bySlot = Map.groupBy(shown, ({ slot }) => slot);
    for (const { slot, at, until } of dues) {
      const [first, ...more] = bySlot.get(slot) ?? [];
      if (!first) missing.push(`${placeId} ${slot}`);
      if (more.length > 0) doubled.push(`${placeId} ${slot}`);
      if (!first) continue;
      slowest = Math.max(slowest, first.at - at);
      if (first.at < at || first.at > until)
        late.push(`${placeId} ${slot} at ${new Date(first.at).toISOString()}`);
    }
    const wanted = dues.map(({ slot }) => slot).filter((slot) => bySlot.has(slot));
    const wrong = [...bySlot.keys()].find((slot, index) => slot !== wanted[index]);
    if (wrong) disordered.push(`${placeId} ${wrong}`);
  }
  return { missing, doubled, late, disordered, due, posted, slowest };
}
