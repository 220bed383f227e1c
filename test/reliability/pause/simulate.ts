import type { Day } from '../../../src/domain/calendar/day.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/duration.ts';
import { defaultGuildId } from '../../emulators/discord/index.ts';
import { duesOf, judgePlaces } from '../days/judge.ts';
import { noonAfter } from '../days/lists.ts';
import { ALERTS, type DailyPlace } from '../days/places.ts';
import { type DaysWorld, DISCORD_MANAGER, openDays, SLACK_ADMIN } from '../days/world.ts';
import type { PauseCase } from './cases.ts';
import { createRefusals } from './refusals.ts';

/** Monday. The reasons exist from Tuesday evening to Thursday evening: two posting times. */
const FIRST: Day = '2026-01-05';
const DAYS = 5;
/** The time between a posting time and the last message of a place that accepts messages, in milliseconds. */
const SOON = 10 * MINUTE;

export interface PauseVerdict {
  /** What differs from what should have happened; each line begins with the case. */
  readonly problems: readonly string[];
  /** The number of cases, and of those with a problem. */
  readonly tried: number;
  readonly broken: number;
  readonly messages: number;
  /** The causes for which a place was paused. */
  readonly causes: ReadonlySet<string>;
  /** The requests to paused places within a day that were more than one. */
  readonly tooMany: number;
}

/** Runs the real bot over a week in which each case's place cannot be posted to for two days. */
export async function survivePauses(cases: readonly PauseCase[]): Promise<PauseVerdict> {
  const world = await openDays({
    first: FIRST,
    days: DAYS,
    places: cases.map(({ place }) => place),
    guilds: guildsOf(cases),
    privateChannels: cases.filter(({ isPrivate }) => isPrivate).map(({ place }) => place.channel),
    slackEvents: [],
  });
  const scene = { world, refusals: createRefusals(world) };
  const [, tuesday, wednesday, thursday, friday] = world.listDays as [Day, Day, Day, Day, Day];
  const problems: string[] = [];
  const causes = new Set<string>();
  const blame = ({ name }: PauseCase, what: string) => problems.push(`${name}: ${what}`);

  const begins = noonAfter(tuesday) - 6 * HOUR;
  const ends = noonAfter(wednesday) + 6 * HOUR;
  await world.runUntil(begins);
  for (const it of cases) it.begin(scene, it.place.channel, ends);
  await world.runUntil(noonAfter(tuesday) + 6 * HOUR);
  const pausedAt = world.clock.now();
  for (const it of cases) {
    const { state, reason, pause } = (await world.store.subscription(it.place.placeId)) ?? {};
    if (state !== 'paused') blame(it, `is ${state}`);
    else if (!reason) blame(it, 'has no reason');
    if (pause?.cause !== it.cause) blame(it, `was paused for ${pause?.cause}`);
    if (pause?.cause) causes.add(pause.cause);
  }
  await world.runUntil(ends);
  let tooMany = 0;
  for (const it of cases) {
    const more = countRequests(world, it.place, pausedAt) - Math.ceil((ends - pausedAt) / DAY);
    if (more > 0) blame(it, `had ${more} requests too many while it was paused`);
    tooMany += Math.max(more, 0);
  }
  for (const it of cases) it.end(scene, it.place.channel);

  await world.runUntil(noonAfter(friday) + HOUR);
  for (const it of cases) {
    const { state } = (await world.store.subscription(it.place.placeId)) ?? {};
    if (state !== 'active') blame(it, `is ${state} at the end`);
    const told = countTold(world, it.place);
    if (told !== 1) blame(it, `was told ${told} times to its subscriber`);
  }
  // What was due while the place was paused comes with the next edition at the latest.
  const resumed = noonAfter(thursday) + SOON;
  const judgement = judgePlaces(world, (place) =>
    duesOf(world, place, (day) => (day >= tuesday && day <= thursday ? resumed - noonAfter(day) : SOON)),
  );
  for (const kind of ['missing', 'doubled', 'late', 'disordered'] as const) {
    for (const line of judgement[kind]) {
      const it = cases.find(({ place }) => line.startsWith(`${place.placeId} `));
      problems.push(`${it?.name}: ${kind}: ${line}`);
    }
  }
  await world.close();
  const broken = cases.filter(({ name }) =>
    problems.some((problem) => problem.startsWith(`${name}: `)),
  ).length;
  return { problems, tried: cases.length, broken, messages: judgement.posted, causes, tooMany };
}

/** Returns the number of requests about a place and its threads after an instant. */
function countRequests(
  { discord, slack }: DaysWorld,
  { platform, channel }: DailyPlace,
  after: number,
): number {
  if (platform === 'slack')
    return slack.requests.filter(({ body, at }) => at > after && body.channel === channel).length;
  const ids = [channel, ...discord.threads(channel).map(({ id }) => id)];
  return discord.requests.filter(
    ({ path, at }) => at > after && ids.some((id) => path.startsWith(`/channels/${id}`)),
  ).length;
}

/** Returns the number of direct messages about a place to whoever subscribed it. */
function countTold({ discord, slack }: DaysWorld, { platform, channel }: DailyPlace): number {
  const messages: readonly object[] =
    platform === 'discord' ? discord.directMessages(DISCORD_MANAGER) : slack.directMessages(SLACK_ADMIN);
  // Discord's messages mention a channel in their text, Slack's in an element.
  const mention = platform === 'discord' ? `<#${channel}>` : `"channel_id":"${channel}"`;
  return messages.filter((message) => JSON.stringify(message).includes(mention)).length;
}

function guildsOf(cases: readonly PauseCase[]) {
  const byGuild = Map.groupBy(
    cases.filter(({ guild }) => guild),
    ({ guild }) => guild,
  );
  const channels = (guild: string) =>
    (byGuild.get(guild) ?? []).map(({ place, type }) => ({
      id: place.channel,
      name: `papers-${place.channel}`,
      type,
    }));
  const others = [...byGuild.keys()].filter((id) => id !== defaultGuildId);
  return [
    { id: defaultGuildId, channels: [...channels(defaultGuildId), { id: ALERTS.discord, name: 'alerts' }] },
    ...others.map((id) => ({ id, channels: channels(id) })),
  ];
}
