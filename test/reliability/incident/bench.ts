import type { Row } from '../../bench/row.ts';
import { CASES } from './forms.ts';
import { type Survived, toRows } from './rows.ts';
import { surviveIncident } from './simulate.ts';

/** Runs the real bot through incidents in which a platform refuses everything, in each way and for each duration. */
export async function benchIncidents(): Promise<readonly Row[]> {
  const tried: Survived[] = [];
  for (const incident of CASES) {
    const verdict = await surviveIncident(incident);
    for (const line of verdict.problems) process.stderr.write(`incident: ${line}\n`);
    tried.push({ incident, verdict });
  }
  return toRows(CASES, tried);
}
