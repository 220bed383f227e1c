import { isOrphanedSocketError } from '../../../src/compose/process-guard.ts';
import type { Row } from '../../bench/row.ts';
import { CASES, surviveAll } from './alone.ts';
import { PLACES, runRandom } from './random.ts';
import { toRows } from './rows.ts';

const SHARE = 0.3;
/** One process each, as the faults that one process meets vary. */
const RANDOM_SEEDS = [7, 8, 9, 10];
const PAPERS = 5;

/** All upstreams fail at random, over many editions in each process; then each fails in each way alone. */
export async function benchFaults({ editions = 50 } = {}): Promise<readonly Row[]> {
  const days = Math.ceil(editions / PLACES.length);
  const options = { days, papers: PAPERS };
  // Runs alone, so that the others do not slow it down.
  const healthy = await runRandom({ ...options, share: 0, seed: 0 });
  const faulty = await Promise.all(RANDOM_SEEDS.map((seed) => runRandom({ ...options, share: SHARE, seed })));
  // src/main.ts, which handles these errors, does not run in this process.
  const uncaught: string[] = [];
  const onUncaught = (error: Error) => {
    if (!isOrphanedSocketError(error)) uncaught.push(`uncaught: ${error.stack}`);
  };
  process.on('uncaughtException', onUncaught).on('unhandledRejection', onUncaught);
  const alone = await surviveAll(CASES, 12);
  process.off('uncaughtException', onUncaught).off('unhandledRejection', onUncaught);
  // Sockets left over from the last case can still fail while other benchmarks run.
  process.on('uncaughtException', (error) => {
    if (!isOrphanedSocketError(error)) throw error;
    process.stderr.write(`unexpected: ${error.message}\n`);
  });
  const bugs = [healthy, ...faulty].flatMap((run) => run.bugs);
  for (const line of [...alone.problems, ...uncaught, ...bugs]) process.stderr.write(`${line}\n`);
  const survived = alone.survived - uncaught.length;
  return toRows({ cases: CASES.length, survived, healthy, faulty, ...options });
}
