import { isOrphanedSocketError } from '../../../src/compose/process-guard.ts';
import type { Row } from '../../bench/row.ts';
import { CASES, surviveAll } from './alone.ts';
import type { Figures } from './preload.ts';
import { PLACES, type Run, runRandom, sum } from './random.ts';

const SHARE = 0.3;
/** Random seeds, one process each, as the faults that one process meets vary. */
const INITIAL_REACTIONS = [7, 8, 9, 10];
const PAPERS = 5;
const MB = 1024 * 1024;

/** First each upstream fails in each way alone; then all fail at random, over many editions in each process. */
export async function benchFaults({ editions = 50 } = {}): Promise<readonly Row[]> {
  const days = Math.ceil(editions / PLACES.length);
  const options = { days, papers: PAPERS };
  // Runs alone, so that the others do not slow it down.
  const healthy = await runRandom({ ...options, share: 0, seed: 0 });
  const faulty = await Promise.all(
    INITIAL_REACTIONS.map((seed) => runRandom({ ...options, share: SHARE, seed })),
  );
  const runs: readonly Run[] = [healthy, ...faulty];
  // src/main.ts, which handles these errors, does not run in this process.
  const uncaught: string[] = [];
  const onUncaught = (error: Error) => {
    if (!isOrphanedSocketError(error)) uncaught.push(`uncaught: ${error.stack}`);
  };
  process.on('uncaughtException', onUncaught).on('unhandledRejection', onUncaught);
  const problems = [...(await surviveAll(CASES, 12)), ...uncaught];
  process.off('uncaughtException', onUncaught).off('unhandledRejection', onUncaught);
  // Sockets left over from the last case can still fail while other benchmarks run.
  process.on('uncaughtException', (error) => {
    if (!isOrphanedSocketError(error)) throw error;
    process.stderr.write(`stray: ${error.message}\n`);
  });
  const bugs = runs.flatMap((run) => run.bugs);
  for (const line of [...problems, ...bugs]) process.stderr.write(`${line}\n`);
  const failed = new Set(problems.map((problem) => problem.split(':')[0])).size;
  const held = ({ handles, files }: Figures) => Math.max(handles, files);
  const most = (figure: (run: Run) => number) => Math.max(...faulty.map(figure));
  const total = (figure: (run: Run) => number) => sum(runs.map(figure));
  const walls = faulty.flatMap((run) => run.walls);
  const mean = (numbers: readonly number[]) => sum(numbers) / numbers.length;
  const rounded = (value: number) => Number(value.toFixed(2));
  const row = (name: string, value: number, unit: string, limit: number, atLeast?: true): Row => ({
    ...{ name: `faults: ${name}`, value: rounded(value), unit, limit },
    ...(atLeast ? { atLeast } : {}),
  });
  return [
    row('alone, survived', CASES.length - failed, 'cases', CASES.length, true),
    row(
      'at random',
      total(({ faults }) => faults),
      'faults',
      1,
      true,
    ),
    row(
      'editions delivered at 30 %',
      walls.length,
      'editions',
      INITIAL_REACTIONS.length * days * PLACES.length,
      true,
    ),
    row(
      'messages doubled',
      total(({ doubled }) => doubled),
      'messages',
      0,
    ),
    row(
      'messages lost',
      total(({ lost }) => lost),
      'messages',
      0,
    ),
    row('an edition without faults', mean(healthy.walls) / 1_000, 's', 15),
    row('time at 30 % / without faults', mean(walls) / mean(healthy.walls), 'ratio', 3),
    row('the slowest edition at 30 %', Math.max(...walls) / 1_000, 's', 120),
    row(
      'unhandled rejections',
      total(({ rejections }) => rejections),
      'rejections',
      0,
    ),
    row('bugs in the log', bugs.length, 'lines', 0),
    row('memory before', most(({ before }) => before.memory) / MB, 'MB', 200),
    row('memory grown over a run', most(({ before, after }) => after.memory - before.memory) / MB, 'MB', 10),
    row(
      'handles grown over a run',
      most(({ before, after }) => held(after) - held(before)),
      'handles',
      5,
    ),
  ];
}
