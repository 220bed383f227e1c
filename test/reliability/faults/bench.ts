import { isOrphanedSocketError } from '../../../src/compose/process-guard.ts';
import type { Row } from '../../bench/row.ts';
import { CASES, surviveAll } from './alone.ts';
import { PLACES, runRandom } from './random.ts';
import { toRows } from './rows.ts';

const SHARE = 0.3;
/** One seed per random run. There are several runs, because each meets different faults. */
const RANDOM_SEEDS = [7, 8, 9, 10];
const PAPERS = 5;

/**
 * Makes requests to all upstreams fail at random, in several runs of many editions each. Then makes each kind of
 * request fail alone, in each way.
 */
export async function benchFaults({ editions = 50 } = {}): Promise<readonly Row[]> {
  const days = Math.ceil(editions / PLACES.length);
  const options = { days, papers: PAPERS };
  // As many processes with and without faults, so that they slow one another down alike.
  const runAll = (share: number) =>
    Promise.all(RANDOM_SEEDS.map((seed) => runRandom({ ...options, share, seed })));
  const healthy = await runAll(0);
  const faulty = await runAll(SHARE);
  // The bots of the cases run in this process, without src/main.ts, which would handle uncaught errors.
  const uncaught: string[] = [];
  const onUncaught = (error: Error) => {
    if (!isOrphanedSocketError(error)) uncaught.push(`uncaught: ${error.stack}`);
  };
  process.on('uncaughtException', onUncaught).on('unhandledRejection', onUncaught);
  const alone = await surviveAll(CASES, 12);
  process.off('uncaughtException', onUncaught).off('unhandledRejection', onUncaught);
  // Sockets that the last cases have dropped can still fail while other benchmarks run.
  process.on('uncaughtException', (error) => {
    if (!isOrphanedSocketError(error)) throw error;
    process.stderr.write(`unexpected: ${error.message}\n`);
  });
  const bugs = [...healthy, ...faulty].flatMap((run) => run.bugs);
  for (const line of [...alone.problems, ...uncaught, ...bugs]) process.stderr.write(`${line}\n`);
  const survived = alone.survived - uncaught.length;
  return toRows({ cases: CASES.length, survived, healthy, faulty, ...options });
}
