import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Row } from '../../bench/row.ts';
import { TARGETS } from './index.ts';
import { benchSlowestAnswer } from './slowest-answer.ts';

/** Number of processes, one target each; a machine with fewer cores takes longer. */
const AT_ONCE = 2;

/** Runs cases of each target with a new seed; failures are printed with the seed that reproduces them. */
export async function benchFuzz(cases = 100_000): Promise<readonly Row[]> {
  const slowest = benchSlowestAnswer();
  const results = new Map<string, Result>();
  const waiting = TARGETS.map(({ name }) => name);
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) results.set(name, await run(name, cases));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const rows = TARGETS.map(({ name }): Row => {
    const { passed, failures } = results.get(name) ?? { passed: 0, failures: 1 };
    return {
      ...{ name: `fuzz: ${name}: failures`, value: failures, unit: 'cases', limit: 0 },
      of: { count: passed, unit: 'cases passed', least: cases },
    };
  });
  return [...rows, slowest];
}

/** A target stops at its first failure. */
interface Result {
  readonly passed: number;
  readonly failures: 0 | 1;
}

/** A process that exits is a failure too. Standard output is for rows. */
async function run(name: string, cases: number): Promise<Result> {
  const child = fork(new URL('child.ts', import.meta.url), [name, String(cases)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let passed = 0;
  child.on('message', (count) => {
    passed = Number(count);
  });
  // After the last message, unlike `exit`.
  const [code] = await once(child, 'close');
  return { passed, failures: code === 0 ? 0 : 1 };
}
