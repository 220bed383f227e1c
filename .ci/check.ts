import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** The checks that must pass before a commit. They run in parallel, because the tests sometimes leave a core idle. */
const STEPS: Readonly<Record<string, readonly string[]>> = {
  'format and lint': ['biome', 'check', '--error-on-warnings', '.'],
  types: ['tsc'],
  tests: ['npm', 'test', '--silent'],
};

/** Runs a command, prints its output in one piece once it has ended, and returns whether it passed. */
async function run(name: string, [command = '', ...args]: readonly string[]): Promise<boolean> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const [code] = await once(child, 'close');
  process.stdout.write(`\n${code === 0 ? 'Passed' : 'FAILED'}: ${name}\n`);
  process.stdout.write(Buffer.concat(output));
  return code === 0;
}

const results = await Promise.all(Object.entries(STEPS).map(([name, command]) => run(name, command)));
if (results.includes(false)) process.exitCode = 1;
