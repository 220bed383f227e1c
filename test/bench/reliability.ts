import { benchCrash } from '../reliability/crash/bench.ts';
import { benchFaults } from '../reliability/faults/bench.ts';
import { benchFuzz } from '../reliability/fuzz/bench.ts';
import { benchIncidents } from '../reliability/incident/bench.ts';
import { benchModel } from '../reliability/model/bench.ts';
import { benchPauses } from '../reliability/pause/bench.ts';
import { benchPoison } from '../reliability/poison/bench.ts';
import { benchYear } from '../reliability/year/bench.ts';
import type { Row } from './row.ts';

const BENCHES: readonly (() => Promise<readonly Row[]>)[] = [
  benchCrash,
  benchFaults,
  benchYear,
  benchPoison,
  benchIncidents,
  benchModel,
  benchPauses,
  benchFuzz,
];

/** Measures whether messages are posted twice or lost when something fails. Takes about twenty minutes. */
export async function benchReliability(): Promise<readonly Row[]> {
  const rows: Row[] = [];
  // Run the benchmarks one after the other, so that they do not compete for the processor.
  for (const bench of BENCHES) rows.push(...(await bench()));
  return rows;
}
