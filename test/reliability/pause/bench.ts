import type { Row } from '../../bench/row.ts';
import { CASES } from './cases.ts';
import { toRows } from './rows.ts';
import { survivePauses } from './simulate.ts';

/** Runs the real bot with a place for each reason to pause one, which begins and ends without an event. */
export async function benchPauses(): Promise<readonly Row[]> {
  const verdict = await survivePauses(CASES);
  for (const line of verdict.problems) process.stderr.write(`pause: ${line}\n`);
  return toRows(verdict);
}
