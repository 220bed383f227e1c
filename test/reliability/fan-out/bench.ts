import type { Row } from '../../bench/row.ts';
import {
  busyRate,
  countLimited,
  countPlaces,
  instantsOf,
  largestSecond,
  messagesOf,
  smallestGap,
  timeOfOthers,
} from './figures.ts';
import { timeHeartbeat } from './heartbeat.ts';
import { DISCORD_ALLOWS, type Noon, runNoon } from './scene.ts';

const MINUTE = 60_000;
/** Places per platform: in the large run, and in the smaller one with and without faulty places. */
const MANY = 1_000;
const SOME = 100;
/** Editions of a heading and one card: 4,000 requests to Discord take 85 s, 2,000 messages to Slack 200 s. */
const COUNT = 1;
/** Longer than the first timeout, shorter than the one after a timeout, in milliseconds. */
const SLOW = 6_000;

const round = (value: number, digits = 2) => Number(value.toFixed(digits));

/** The large run of issue 7, "fan-out": 2,000 places on two platforms are due at the same noon. */
export async function benchFanOut(): Promise<readonly Row[]> {
  const noon = await runNoon({
    perPlatform: MANY,
    hasTrouble: true,
    slowMs: SLOW,
    count: COUNT,
    within: 8 * MINUTE,
  });
  try {
    return [
      ...paceRows(noon),
      ...placeRows(noon),
      ...costRows(noon, await heartbeatOf(noon)),
      await delayRow(),
    ];
  } finally {
    await noon.close();
  }
}

function paceRows(noon: Noon): Row[] {
  const limited = countLimited(noon);
  return [
    {
      name: 'fan-out: Discord requests a second / allowed',
      ...{ value: round(busyRate(noon) / DISCORD_ALLOWS, 3), unit: 'ratio', limit: 0.9, atLeast: true },
    },
    {
      name: 'fan-out: most Discord requests in a second',
      ...{ value: largestSecond(instantsOf(noon)), unit: 'requests', limit: DISCORD_ALLOWS },
    },
    { name: 'fan-out: 429s of Discord', value: limited.discord, unit: 'answers', limit: 0 },
    {
      name: 'fan-out: least time between Slack messages',
      ...{ value: smallestGap(noon), unit: 'ms a channel', limit: 1_000, atLeast: true },
    },
    { name: 'fan-out: 429s of Slack', value: limited.slack, unit: 'answers', limit: 0 },
  ];
}

function placeRows(noon: Noon): Row[] {
  const { all, refusing } = noon.places;
  const { delivered, others } = countPlaces(noon, COUNT);
  return [
    {
      name: `fan-out: of ${all.length} places delivered`,
      ...{ value: delivered, unit: 'places', limit: all.length - refusing.size, atLeast: true },
    },
    { name: 'fan-out: out of order, double or torn', value: others, unit: 'places', limit: 0 },
    {
      name: 'fan-out: last place of Discord',
      ...{ value: round(timeOfOthers(noon, 'discord') / 1_000, 1), unit: 's', limit: 95 },
    },
    {
      name: 'fan-out: last place of Slack',
      ...{ value: round(timeOfOthers(noon, 'slack') / 1_000, 1), unit: 's', limit: 220 },
    },
  ];
}

function costRows(noon: Noon, heartbeat: number): Row[] {
  return [
    { name: 'fan-out: CPU a delivery', value: round(noon.cpu / messagesOf(noon)), unit: 'ms', limit: 10 },
    {
      name: 'fan-out: resident memory, 2,000 places',
      ...{ value: round(noon.peak / 2 ** 20, 0), unit: 'MiB', limit: 600 },
    },
    { name: 'fan-out: a heartbeat, nothing due', value: round(heartbeat, 1), unit: 'ms of CPU', limit: 100 },
  ];
}

async function heartbeatOf(noon: Noon): Promise<number> {
  await noon.stop();
  return timeHeartbeat(noon.path);
}

/** How much slow and refusing places delay the editions of all others. */
async function delayRow(): Promise<Row> {
  const times: number[] = [];
  for (const hasTrouble of [false, true]) {
    const noon = await runNoon({
      perPlatform: SOME,
      hasTrouble,
      slowMs: SLOW,
      count: COUNT,
      within: 2 * MINUTE,
    });
    times.push(timeOfOthers(noon, 'discord'));
    await noon.close();
  }
  const [without = 1, withTrouble = 0] = times;
  return {
    name: 'fan-out: others, with trouble / without',
    ...{ value: round(withTrouble / without), unit: 'ratio', limit: 1.15 },
  };
}
