import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Row } from '../../bench/row.ts';
import { TARGETS } from './index.ts';

/** The number of concurrent processes, which run one target each; a machine with fewer cores takes longer. */
const AT_ONCE = 2;

/** Runs `cases` cases of each target with a new seed; prints failures with the seed that reproduces them. */
export async function benchFuzz(cases = 100_000): Promise<readonly Row[]> {
  const results = new Map<string, Result>();
  const waiting = TARGETS.map(({ name }) => name);
  const work = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) results.set(name, await run(name, cases));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return TARGETS.map(({ name }): Row => {
    const { passed, failures } = results.get(name) ?? { passed: 0, failures: 1 };
    return {
      ...{ name: `fuzz: ${name}: failures`, value: failures, unit: 'cases', limit: 0 },
      of: { count: passed, unit: 'cases passed', least: cases },
    };
  });
}

/** The result of a target, which stops at its first failure. */
interface Result {
  readonly passed: number;
  readonly failures: 0 | 1;
}

/**
 * Runs a target in a child process. If the child crashes, that counts as a failure. Its standard output is
 * discarded, because that of the benchmark is reserved for rows.
 */
async function run(name: string, cases: number): Promise<Result> {
  const child = fork(new URL('child.ts', import.meta.url), [name, String(cases)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  let passed = 0;
  child.on('message', (count) => {
    passed = Number(count);
  });
  // `close` comes after the last message, unlike `exit`.
  const [code] = await once(child, 'close');
  return { passed, failures: code === 0 ? 0 : 1 };
}
