import { setImmediate } from 'node:timers/promises';
import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import { type Bot, createBot } from './bot.ts';
import { DAY, dueAt, endOf, HOUR, isWorkday, MINUTE, postings, type Timetable, toDay } from './calendar.ts';
import { CAST, type Member, placeOf, START } from './cast.ts';
import { BOT_DOWN, firstOutside, isWithin } from './script.ts';
import { type Asked, createFakePlatform, createFakeSource, createStillClock, type Message } from './world.ts';

/** The delays after an edition's due time at which the status is checked, in milliseconds. */
const LOOKS = [0, 7 * MINUTE, 2 * HOUR, 14 * HOUR, 27 * HOUR, 100 * HOUR];

export const placeIdOf = (member: Member) => placeToId(placeOf(member));
/** Returns the spans in which a member is subscribed. */
export const spansOf = ({ spans }: Member) => spans ?? [[START, Number.POSITIVE_INFINITY] as const];

/** Returns the start of a member's first subscription. */
export const beginOfMember = (member: Member): number => Math.min(...spansOf(member).map(([from]) => from));

const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6];
export function timetableOf({ zone, time, weekdays = EVERY_DAY, live }: Member): Timetable {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  return { zone, at: hour * 60 + minute, weekdays, live: live ?? false };
}

/** A place's status at `at`, read to check what it says about the list day `day`. */
export interface Look {
  readonly member: Member;
  readonly day: string;
  readonly at: number;
  readonly says: ReadonlyMap<string, string>;
}

export interface Told {
  readonly beat: number;
  readonly end: number;
  readonly beats: readonly number[];
  readonly messages: readonly Message[];
  readonly asked: readonly Asked[];
  readonly looks: readonly Look[];
  readonly edits: number;
  readonly errors: readonly string[];
}

interface Plan {
  readonly at: number;
  readonly member: Member;
  readonly day: string;
  readonly isDue: boolean;
}

/** Returns the planned checks of what each place's status says about each list day, in chronological order. */
function planLooks(end: number): Plan[] {
  const plans = CAST.flatMap((member) => {
    const timetable = timetableOf(member);
    const every = postings(timetable, START - 7 * DAY, end, true);
    const chosen = postings(timetable, START - 7 * DAY, end);
    const days = Array.from({ length: (end - START) / DAY + 4 }, (_, index) =>
      toDay(START / DAY - 4 + index),
    );
    return days.flatMap((day) => {
      // The time at which the edition would be due if all weekdays were selected.
      const everyDay = dueAt(every, day, timetable.live);
      if (!isWorkday(day)) {
        const isUp = everyDay >= START && !isWithin(BOT_DOWN, everyDay);
        return isUp ? [{ at: everyDay, member, day, isDue: true }] : [];
      }
      const begins = spansOf(member).map(([from]) => from);
      const atOnce = begins.filter((from) => endOf(day) <= from && from < endOf(day) + 5 * DAY);
      const dues = [...new Set([everyDay, dueAt(chosen, day, timetable.live), ...atOnce])];
      return dues.flatMap((due) =>
        LOOKS.map((after) => ({ at: due + after, member, day, isDue: after === 0 })),
      );
    });
  });
  return plans
    .map((plan) => ({ ...plan, at: firstOutside(BOT_DOWN, plan.at) }))
    .filter(({ at }) => at >= START && at < end)
    .sort((a, b) => a.at - b.at);
}

/**
 * Returns the subscriptions, unsubscriptions and resumptions, in chronological order. None occurs while the
 * bot is down.
 */
function planDeeds(bot: Bot, end: number) {
  const deeds = CAST.flatMap((member) => [
    ...spansOf(member).flatMap(([from, to]) => [
      { at: from, do: () => bot.subscribe(member) },
      { at: to, do: () => bot.unsubscribe(member) },
    ]),
    ...(member.refuses ? [{ at: member.refuses[1], do: () => bot.resume(member) }] : []),
  ]);
  return deeds.filter(({ at }) => at < end).sort((a, b) => a.at - b.at);
}

/**
 * Simulates `days` days from START on, and returns all messages, requests to the source and statuses. While
 * the bot is up, heartbeats run every `beat` milliseconds, and also whenever an edition is due or a
 * subscription changes.
 */
export async function simulate(days: number, beat: number): Promise<Told> {
  const end = START + days * DAY;
  const clock = createStillClock(START);
  const { source, asked } = createFakeSource(clock);
  const refusals = new Map(CAST.map((member) => [placeIdOf(member), member.refuses]));
  const platform = createFakePlatform(clock, (placeId, now) => {
    const [from, to] = refusals.get(placeId) ?? [0, 0];
    return from <= now && now < to;
  });
  const publishers = new Map(['discord', 'slack'].map((name) => [name, platform.publisher]));
  const bot = await createBot({ clock, source, publishers });

  const plans = planLooks(end);
  const deeds = planDeeds(bot, end);
  // The heartbeat a minute before each due time reveals editions that are posted too early.
  const hours = plans.filter(({ isDue }) => isDue).flatMap(({ at }) => [at - MINUTE, at]);
  const grid = Array.from({ length: (end - START) / beat }, (_, index) => START + index * beat);
  const steps = [...new Set([...hours, ...deeds.map(({ at }) => at), ...grid])].sort((a, b) => a - b);
  const beats = steps.filter((at) => at >= START && !isWithin(BOT_DOWN, at));

  const looks: Look[] = [];
  const seen = new Set<string>();
  let last = START;
  let nextLook = 0;
  let nextDeed = 0;
  for (const at of beats) {
    clock.set(at);
    if (BOT_DOWN.some(([from]) => last < from && from <= at)) bot.restart();
    last = at;
    for (let deed = deeds[nextDeed]; deed && deed.at <= at; deed = deeds[++nextDeed]) await deed.do();
    await bot.beat();
    // Everything else runs in microtasks; without this pause, memory would never be freed.
    await setImmediate();
    for (let plan = plans[nextLook]; plan && plan.at <= at; plan = plans[++nextLook]) {
      const { member, day } = plan;
      const heading = `${placeIdOf(member)}/${day}/heading`;
      if (at < beginOfMember(member) || seen.has(heading)) continue;
      looks.push({ member, day, at, says: await bot.status(member) });
      // Once an edition is posted, its day needs no further checks.
      if (platform.has(heading)) seen.add(heading);
    }
  }
  await bot.close();
  return {
    beat,
    end,
    beats,
    messages: platform.messages,
    asked,
    looks,
    edits: platform.edits(),
    errors: bot.errors,
  };
}
