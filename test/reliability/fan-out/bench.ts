import type { Row } from '../../bench/row.ts';
import { timeHeartbeat } from './heartbeat.ts';
import { type Delay, toDelay, toDelayRow, toHeartbeatRow, toRows } from './rows.ts';
import { runNoon } from './scene.ts';

const MINUTE = 60_000;
/** Places per platform: in the large run, and in the smaller one with and without faulty places. */
const MANY = 1_000;
const SOME = 100;
/** Editions of a heading and one card: 4,000 requests to Discord take 85 s, 2,000 messages to Slack 200 s. */
const COUNT = 1;
/** Longer than the first timeout, shorter than the one after a timeout, in milliseconds. */
const SLOW = 6_000;

/** A thousand places on each of two platforms are due at the same noon. */
export async function benchFanOut(): Promise<readonly Row[]> {
  const noon = await runNoon({
    perPlatform: MANY,
    hasFaultyPlaces: true,
    slowMs: SLOW,
    count: COUNT,
    within: 8 * MINUTE,
  });
  try {
    const rows = toRows(noon, COUNT);
    await noon.stop();
    const heartbeat = toHeartbeatRow(await timeHeartbeat(noon.path), noon.places.all.length);
    return [...rows, heartbeat, await benchDelay()];
  } finally {
    await noon.close();
  }
}

/** A smaller run, first without faulty places. */
async function benchDelay(): Promise<Row> {
  const delays: Delay[] = [];
  for (const hasFaultyPlaces of [false, true]) {
    const noon = await runNoon({
      perPlatform: SOME,
      hasFaultyPlaces,
      slowMs: SLOW,
      count: COUNT,
      within: 2 * MINUTE,
    });
    delays.push(toDelay(noon));
    await noon.close();
  }
  return toDelayRow(...(delays as [Delay, Delay]));
}
