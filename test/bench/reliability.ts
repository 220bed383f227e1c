import { benchCrash } from '../reliability/crash/bench.ts';
import { benchFaults } from '../reliability/faults/bench.ts';
import { benchFuzz } from '../reliability/fuzz/bench.ts';
import { benchYear } from '../reliability/year/bench.ts';
import type { Row } from './row.ts';

/** Nothing twice and nothing lost, whatever fails. Takes about twenty minutes. */
export async function benchReliability(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  // One after the other, as each uses both cores.
  for (const bench of [benchCrash, benchFaults, benchYear, benchFuzz]) rows.push(...(await bench()));
  return rows;
}
