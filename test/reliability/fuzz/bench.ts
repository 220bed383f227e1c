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
  const failures = new Map<string, number>();
  const waiting = TARGETS.map(({ name }) => name);
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift())
      failures.set(name, (await isWell(name, cases)) ? 0 : 1);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const rows = TARGETS.flatMap(({ name }): Row[] => {
    const failed = failures.get(name) ?? 1;
    return [
      { name: `fuzz: ${name}: cases`, value: failed ? 0 : cases, unit: 'cases', limit: cases, atLeast: true },
      { name: `fuzz: ${name}: failures`, value: failed, unit: 'cases', limit: 0 },
    ];
  });
  return [...rows, slowest];
}

/** A process that exits is a failure too. Standard output is for rows. */
async function isWell(name: string, cases: number): Promise<boolean> {
  const child = fork(new URL('child.ts', import.meta.url), [name, String(cases)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}
