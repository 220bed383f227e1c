import type { Row } from '../../bench/index.ts';
import { TARGETS } from './index.ts';

/** Cases of each target, with a seed of now; what fails is printed with the seed that brings it back. */
export async function benchFuzz(cases = 100_000): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const target of TARGETS) {
    let failures = 0;
    await target.run(cases).catch((error) => {
      failures = 1;
      process.stderr.write(`${error.message}\n${error.cause?.stack ?? ''}\n`);
    });
    const name = `fuzz: ${target.name}`;
    rows.push(
      { name: `${name}: cases`, value: failures ? 0 : cases, unit: 'cases', limit: cases, atLeast: true },
      { name: `${name}: failures`, value: failures, unit: 'cases', limit: 0 },
    );
  }
  return rows;
}
