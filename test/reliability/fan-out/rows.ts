import { placeToId } from '../../../src/domain/subscription/subscription.ts';
import type { Row, Sample } from '../../bench/row.ts';
import {
  busyRate,
  countLimited,
  countPlaces,
  instantsOf,
  largestSecond,
  messagesOf,
  postsOf,
  smallestGap,
  timeOfOthers,
} from './figures.ts';
import { DISCORD_ALLOWS, type Noon } from './scene.ts';

export interface Heartbeat {
  /** The median CPU time of a heartbeat, in milliseconds. */
  readonly cpu: number;
  /** The number of subscribed places. */
  readonly places: number;
}

/** Returns the figures of a noon with editions of `count` papers. */
export function toRows(noon: Noon, count: number): Row[] {
  const { all, refusing } = noon.places;
  const open = countOpen(noon);
  const messages = (count + 1) * open.all;
  const limited = countLimited(noon);
  const places = countPlaces(noon, count);
  const instants = instantsOf(noon);
  const requests = { count: instants.length, unit: 'requests', least: (count + 1) * open.discord };
  const posts = { count: postsOf(noon).length, unit: 'messages', least: (count + 1) * open.slack };
  const done = { count: noon.done.size, unit: 'places', least: open.all };
  const sent = messagesOf(noon);
  return [
    {
      ...least(
        'Discord requests a second / allowed',
        round(busyRate(noon) / DISCORD_ALLOWS, 3),
        'ratio',
        0.9,
      ),
      of: requests,
    },
    most('most Discord requests in a second', largestSecond(instants), 'requests', DISCORD_ALLOWS, requests),
    most('429s of Discord', limited.discord, 'answers', 0, requests),
    { ...least('least time between Slack messages', smallestGap(noon), 'ms a channel', 1_000), of: posts },
    most('429s of Slack', limited.slack, 'answers', 0, posts),
    least(`of ${all.length} places delivered`, places.delivered, 'places', all.length - refusing.size),
    most('out of order, double or torn', places.others, 'places', 0, {
      ...{ count: places.delivered + places.others, unit: 'places', least: open.all },
    }),
    most('last place of Discord', round(timeOfOthers(noon, 'discord') / 1_000, 1), 's', 95, {
      ...{ count: countDone(noon, 'discord'), unit: 'places', least: open.discord },
    }),
    most('last place of Slack', round(timeOfOthers(noon, 'slack') / 1_000, 1), 's', 220, {
      ...{ count: countDone(noon, 'slack'), unit: 'places', least: open.slack },
    }),
    most('CPU a delivery', round(noon.cpu / sent), 'ms', 10, {
      ...{ count: sent, unit: 'messages', least: messages },
    }),
    most('resident memory, 2,000 places', round(noon.peak / 2 ** 20, 0), 'MiB', 600, done),
  ];
}

export const toHeartbeatRow = ({ cpu, places }: Heartbeat, least: number): Row =>
  most('a heartbeat, nothing due', round(cpu, 1), 'ms of CPU', 100, { count: places, unit: 'places', least });

/** The delivery time on Discord in one run. */
export interface Delay {
  /** The time to deliver to all places except slow ones, in milliseconds. */
  readonly time: number;
  /** The number of places that received their edition. */
  readonly done: number;
  /** The number of places that accept messages. */
  readonly open: number;
}

export const toDelay = (noon: Noon): Delay => ({
  time: timeOfOthers(noon, 'discord'),
  done: countDone(noon, 'discord'),
  open: countOpen(noon).discord,
});

/** Returns the row for the delay that slow and refusing places cause at all other places. */
export const toDelayRow = (without: Delay, withFaults: Delay): Row =>
  most('others, with trouble / without', round(withFaults.time / without.time), 'ratio', 1.15, {
    count: without.done + withFaults.done,
    ...{ unit: 'places', least: without.open + withFaults.open },
  });

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

const most = (name: string, value: number, unit: string, limit: number, of: Sample): Row => ({
  ...{ name: `fan-out: ${name}`, value, unit, limit, of },
});
const least = (name: string, value: number, unit: string, limit: number): Row => ({
  ...{ name: `fan-out: ${name}`, value, unit, limit, atLeast: true },
});

/** Counts the places that accept messages, in total and per platform. */
function countOpen({ places: { all, refusing } }: Noon) {
  const open = all.filter((place) => !refusing.has(placeToId(place)));
  const on = (platform: string) => open.filter((place) => place.platform === platform).length;
  return { all: open.length, discord: on('discord'), slack: on('slack') };
}

const countDone = ({ done }: Noon, platform: string) =>
  [...done.keys()].filter((id) => id.startsWith(`${platform}:`)).length;
