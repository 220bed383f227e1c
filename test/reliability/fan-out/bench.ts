import type { Row } from '../../bench/row.ts';
import { timeHeartbeat } from './heartbeat.ts';
import { type Delay, toDelay, toDelayRow, toHeartbeatRow, toRows } from './rows.ts';
import { runNoon } from './scene.ts';

const MINUTE = 60_000;
/** The number of places per platform in the large run. */
const MANY = 1_000;
/** The number of places per platform in each of the two smaller runs. */
const SOME = 100;
/**
 * The number of papers in an edition. With a heading, a card and two reactions per place, the 4,000 requests
 * to Discord take 85 s; the 2,000 messages to Slack take 200 s.
 */
const COUNT = 1;
/**
 * The response time of slow places, in ms. The first attempt times out; the next has a longer timeout and
 * succeeds.
 */
const SLOW = 6_000;

/** Measures a noon at which a thousand places on each of two platforms are due. */
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

/** Measures how much faulty places delay the others, in two smaller runs: one without and one with faulty places. */
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
