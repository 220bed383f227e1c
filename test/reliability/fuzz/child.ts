import { TARGETS } from './index.ts';

// Runs one target in its own process: `node child.ts NAME CASES`; prints a failure and exits with 1.
const [name, cases] = process.argv.slice(2);
const target = TARGETS.find((one) => one.name === name);
if (!target) throw new Error(`There is no target ${name}`);
await target.run(Number(cases)).catch((error) => {
  process.stderr.write(`${error.message}\n${error.cause?.stack ?? ''}\n`);
  process.exitCode = 1;
});
