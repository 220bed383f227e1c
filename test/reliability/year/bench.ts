import type { Row } from '../../bench/row.ts';
import { audit } from './audit.ts';
import { MINUTE } from './calendar.ts';
import { toRows } from './rows.ts';
import { simulate } from './simulate.ts';

/** A year of the real application: the result of every list day in every place, and what the status said. */
export async function benchYear(days = 365): Promise<readonly Row[]> {
  const verdict = audit(await simulate(days, 15 * MINUTE));
  for (const line of verdict.unexplained.slice(0, 10)) process.stderr.write(`${line}\n`);
  return toRows(verdict, days);
}
