import { benchCrash } from '../reliability/crash/bench.ts';
import { benchFaults } from '../reliability/faults/bench.ts';
import { benchFuzz } from '../reliability/fuzz/bench.ts';
import { benchYear } from '../reliability/year/bench.ts';
import type { Row } from './row.ts';

/** Measures whether messages are posted twice or lost when something fails. Takes about twenty minutes. */
export async function benchReliability(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  // Run the benchmarks one after the other, so that they do not compete for the processor.
  for (const bench of [benchCrash, benchFaults, benchYear, benchFuzz]) rows.push(...(await bench()));
  return rows;
}
