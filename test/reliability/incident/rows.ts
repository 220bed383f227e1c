import type { Row } from '../../bench/row.ts';
import { DURATIONS, type IncidentCase } from './forms.ts';
import type { IncidentVerdict } from './simulate.ts';

/** The messages that are due in each case: on both platforms, over four days. */
const MESSAGES = 80;

/** An incident, and what became of it. */
export interface Survived {
  readonly incident: IncidentCase;
  readonly verdict: IncidentVerdict;
}

/** Returns the figures of incidents, by duration; `cases` are those that had to be tried. */
export function toRows(cases: readonly IncidentCase[], tried: readonly Survived[]): Row[] {
  return Object.keys(DURATIONS).map((lasts) => {
    const wanted = cases.filter((it) => it.lasts === lasts).length;
    const verdicts = tried.filter(({ incident }) => incident.lasts === lasts).map(({ verdict }) => verdict);
    const messages = verdicts.reduce((sum, verdict) => sum + verdict.messages, 0);
    return {
      name: `incident: ${lasts}, all delivered and told`,
      value: verdicts.filter(({ problems }) => problems.length === 0).length,
      unit: 'incidents',
      limit: wanted,
      atLeast: true,
      of: { count: messages, unit: 'messages', least: wanted * MESSAGES },
    };
  });
}
