import type { Row } from '../../bench/row.ts';
import { CASES, DURATIONS, type IncidentCase } from './forms.ts';
import { surviveIncident } from './simulate.ts';

/** The messages that are due in each case, on both platforms and over four days. */
const MESSAGES = 80;

/** Runs the real bot through incidents in which a platform refuses everything, in each way and for each duration. */
export async function benchIncidents(cases: readonly IncidentCase[] = CASES): Promise<readonly Row[]> {
  const survived = new Map<string, number>();
  let messages = 0;
  for (const incident of cases) {
    const verdict = await surviveIncident(incident);
    for (const line of verdict.problems) process.stderr.write(`incident: ${line}\n`);
    messages += verdict.messages;
    if (verdict.problems.length === 0) survived.set(incident.lasts, (survived.get(incident.lasts) ?? 0) + 1);
  }
  return Object.keys(DURATIONS).map((lasts) => ({
    name: `incident: ${lasts}, all delivered and told`,
    value: survived.get(lasts) ?? 0,
    unit: 'incidents',
    limit: cases.filter((it) => it.lasts === lasts).length,
    atLeast: true,
    of: { count: messages, unit: 'messages in all', least: cases.length * MESSAGES },
  }));
}
