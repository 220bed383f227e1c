import type { Day } from '../../../src/domain/calendar/day.ts';
import { HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { duesOf, judgePlaces, slotsOf } from '../days/judge.ts';
import { noonAfter } from '../days/lists.ts';
import { ALERTS, type Platform } from '../days/places.ts';
import { type DaysWorld, openDays } from '../days/world.ts';
import { DURATIONS, describeCase, type IncidentCase } from './forms.ts';

/** The incident is at the posting time of the second list day, a Tuesday. */
const FIRST: Day = '2026-01-05';
const DAYS = 4;
/** How long after an incident everything must have been delivered, in milliseconds: the longest back-off of a job. */
const RECOVERS_WITHIN = 20 * MINUTE;

export interface IncidentVerdict {
  /** What differs from what should have happened; each line begins with the case. */
  readonly problems: readonly string[];
  readonly messages: number;
  /** When `deliveries` was unhealthy and ALERT_PLACE was told, in milliseconds after the beginning; null if never. */
  readonly unhealthyAfter: number | null;
  readonly toldAfter: number | null;
}

/** Runs the real bot over some days, on one of which a platform refuses everything for a while. */
export async function surviveIncident(incident: IncidentCase): Promise<IncidentVerdict> {
  const { form, lasts, begins, alerts } = incident;
  const world = await openDays({ first: FIRST, days: DAYS, alerts });
  const { now } = world.clock;
  const [before, day, ...rest] = world.listDays as [Day, Day, ...Day[]];
  await world.runUntil(noonAfter(before) + HOUR);
  const fault = refuseEverything(world, incident, day);
  await world.runUntil(noonAfter(day));

  const problems: string[] = [];
  const duration = DURATIONS[lasts] as number;
  const end = noonAfter(day) + duration;
  let unhealthyAfter: number | null = null;
  let toldAfter: number | null = null;
  const look = async () => {
    const { status, unhealthy } = await world.health();
    if (unhealthy.deliveries && status === 503) unhealthyAfter ??= now() - noonAfter(day);
    if (alertsOf(world, alerts) > 0) toldAfter ??= now() - noonAfter(day);
    return unhealthy;
  };
  const lookUntil = async (instant: number) => {
    while (now() < instant) {
      const step = now() - noonAfter(day) < HOUR || now() >= end ? MINUTE : 10 * MINUTE;
      await world.beatUntil(Math.min(now() + step, instant));
      await look();
    }
  };
  if (begins === 'posting time') fault.begin();
  await lookUntil(end);
  const unhealthyBefore = unhealthyAfter;
  const toldBefore = toldAfter;
  fault.end();
  await lookUntil(end + HOUR);
  if (Object.keys(await look()).length > 0) problems.push(`still unhealthy: ${JSON.stringify(await look())}`);
  if (!fault.hasBegun()) problems.push('the incident never began');
  if (unhealthyAfter === null) problems.push('was healthy throughout');
  if (toldAfter === null) problems.push('ALERT_PLACE was not told');
  if (unhealthyBefore === null) problems.push('was healthy during the incident');
  if (alerts !== form.platform && toldBefore === null) problems.push('ALERT_PLACE was told only afterwards');
  await world.runUntil(noonAfter(rest.at(-1) ?? day) + HOUR);

  const late = (it: Day) => Math.max(end + RECOVERS_WITHIN - noonAfter(it), RECOVERS_WITHIN);
  const judgement = judgePlaces(world, (place) =>
    duesOf(world, place, (it) => (place.platform === form.platform && it >= day ? late(it) : MINUTE)),
  );
  for (const kind of ['missing', 'doubled', 'late', 'disordered'] as const)
    problems.push(...judgement[kind].map((line) => `${kind}: ${line}`));
  const { rejections } = world[form.platform];
  if (rejections.length > 0) problems.push(`rejections: ${JSON.stringify(rejections)}`);
  await world.close();
  return {
    problems: problems.map((problem) => `${describeCase(incident)}: ${problem}`),
    messages: judgement.posted,
    unhealthyAfter,
    toldAfter,
  };
}

const alertsOf = ({ discord, slack }: DaysWorld, platform: Platform): number =>
  (platform === 'discord' ? discord : slack).messages(ALERTS[platform]).length;

/** Makes a platform refuse everything between `begin` and `end`; `begin` comes by itself half-way through a day. */
function refuseEverything(world: DaysWorld, { form, begins, refusesReads }: IncidentCase, day: Day) {
  const due = world.places
    .filter(({ platform }) => platform === form.platform)
    .flatMap((place) => slotsOf(place, day)).length;
  let state: 'before' | 'during' | 'over' = 'before';
  let accepted = 0;
  const answer = (isPost: boolean, isRead: boolean) => {
    if (state === 'over' || !(isPost || (isRead && refusesReads))) return undefined;
    const isTime = world.clock.now() >= noonAfter(day);
    if (state === 'before' && begins === 'half-way' && isPost && isTime) {
      accepted += 1;
      if (accepted > due / 2) state = 'during';
    }
    return state === 'during' ? form.fault : undefined;
  };
  if (form.platform === 'discord') {
    world.discord.fault = ({ method, path }) =>
      answer(
        /\/(messages|threads)$/.test(path) && method === 'POST',
        method === 'GET' && /^\/channels\//.test(path),
      ) as never;
  } else {
    world.slack.fault = ({ method }) =>
      answer(method === 'chat.postMessage', /^conversations\./.test(method)) as never;
  }
  return {
    begin() {
      state = 'during';
    },
    end() {
      state = 'over';
    },
    hasBegun: () => state !== 'before' && (begins === 'posting time' || accepted > due / 2),
  };
}
