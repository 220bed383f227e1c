import { TARGETS } from './index.ts';

// Runs one target in its own process: `node child.ts NAME CASES`. Sends the number of cases that passed, or prints the
// failure and exits with 1.
const [name, cases] = process.argv.slice(2);
const target = TARGETS.find((one) => one.name === name);
if (!target) throw new Error(`There is no target ${name}`);
try {
  process.send?.(await target.run(Number(cases)));
} catch (error) {
  const { message, cause } = error as Error;
  process.stderr.write(`${message}\n${(cause as Error | undefined)?.stack ?? ''}\n`);
  process.exitCode = 1;
}
