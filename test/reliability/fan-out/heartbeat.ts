import { createRun } from '../../../src/app/scheduler/run.ts';
import { buildApp } from '../../../src/compose/app.ts';
import { createLog } from '../../../src/compose/logger.ts';
import { readConfig } from '../../../src/config/config.ts';
import { createClock } from '../../../src/lib/clock.ts';
import { NOON } from './places.ts';
import type { Heartbeat } from './rows.ts';

const BEATS = 9;
const MINUTE = 60_000;

/** Measures the median CPU time that a heartbeat takes on the main thread when nothing is due. */
export async function timeHeartbeat(path: string): Promise<Heartbeat> {
  const config = readConfig({ DATABASE_URL: `file:${path}` });
  // By this time, everything has been delivered, and no refresh is due yet.
  const clock = createClock(Date.parse(NOON) + 6 * MINUTE);
  const app = await buildApp(config, clock, createLog('silent', []));
  const run = createRun({
    wake: () => {},
    ...app,
    onFatal: (_platform, error) => {
      throw error;
    },
  });
  const times: number[] = [];
  for (let beat = 0; beat < BEATS; beat += 1) {
    const before = process.threadCpuUsage();
    const jobs = await run.beat();
    const { user, system } = process.threadCpuUsage(before);
    times.push((user + system) / 1_000);
    if (jobs.length > 0) throw new Error(`Something is due: ${JSON.stringify(jobs[0])}`);
  }
  const subscriptions = await app.store.subscriptions();
  await app.close();
  return { cpu: times.toSorted((a, b) => a - b)[Math.floor(BEATS / 2)] ?? 0, places: subscriptions.length };
}
