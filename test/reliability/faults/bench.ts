import { isStray } from '../../../src/stray.ts';
import type { Row } from '../../bench/index.ts';
import { CASES, surviveAll } from './alone.ts';
import { PLACES, runRandom, sum } from './random.ts';

const SHARE = 0.3;
const PAPERS = 5;
const MB = 1024 * 1024;

/** Each upstream fails in each way alone; then all of them at random, over so many editions of one process. */
export async function benchFaults({ editions = 50 } = {}): Promise<readonly Row[]> {
  const days = Math.ceil(editions / PLACES.length);
  const options = { days, papers: PAPERS, seed: 7 };
  const [healthy, faulty] = await Promise.all([
    runRandom({ ...options, share: 0 }),
    runRandom({ ...options, share: SHARE }),
  ]);
  // In this process there is nobody to guard against them, as src/main.ts does.
  const uncaught: string[] = [];
  const onUncaught = (error: Error) => {
    if (!isStray(error)) uncaught.push(`uncaught: ${error.stack}`);
  };
  process.on('uncaughtException', onUncaught).on('unhandledRejection', onUncaught);
  const problems = [...(await surviveAll(CASES, 12)), ...uncaught];
  process.off('uncaughtException', onUncaught).off('unhandledRejection', onUncaught);
  for (const line of [...problems, ...healthy.bugs, ...faulty.bugs]) process.stderr.write(`${line}\n`);
  const failed = new Set(problems.map((problem) => problem.split(':')[0])).size;
  const growth = (faulty.after.memory - faulty.before.memory) / MB;
  const held = ({ handles, files }: typeof faulty.after) => Math.max(handles, files);
  const rounded = (value: number) => Number(value.toFixed(2));
  const row = (name: string, value: number, unit: string, limit: number, atLeast?: true): Row => ({
    ...{ name: `faults: ${name}`, value: rounded(value), unit, limit },
    ...(atLeast ? { atLeast } : {}),
  });
  return [
    row('alone, survived', CASES.length - failed, 'cases', CASES.length, true),
    row('at random', faulty.faults, 'faults', 1, true),
    row('editions delivered at 30 %', faulty.walls.length, 'editions', days * PLACES.length, true),
    row('messages doubled', faulty.doubled + healthy.doubled, 'messages', 0),
    row('messages lost', faulty.lost + healthy.lost, 'messages', 0),
    row('an edition without faults', sum(healthy.walls) / healthy.walls.length / 1_000, 's', 15),
    row('time at 30 % / without faults', sum(faulty.walls) / sum(healthy.walls), 'ratio', 3),
    row('unhandled rejections', faulty.rejections + healthy.rejections, 'rejections', 0),
    row('bugs in the log', faulty.bugs.length + healthy.bugs.length, 'lines', 0),
    row('memory before', faulty.before.memory / MB, 'MB', 200),
    row('memory grown over the run', growth, 'MB', 10),
    row('handles grown over the run', held(faulty.after) - held(faulty.before), 'handles', 5),
  ];
}
