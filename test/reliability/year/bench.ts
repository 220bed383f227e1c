import type { Row } from '../../bench/row.ts';
import { audit } from './audit.ts';
import { MINUTE } from './calendar.ts';
import { toRows } from './rows.ts';
import { simulate } from './simulate.ts';

/**
 * Runs the real application through a simulated year. Checks the outcome of each list day at each place, and what
 * `/paper status` said about it.
 */
export async function benchYear(days = 365): Promise<readonly Row[]> {
  const verdict = audit(await simulate(days, 15 * MINUTE));
  for (const line of verdict.unexplained.slice(0, 10)) process.stderr.write(`${line}\n`);
  return toRows(verdict, days);
}
