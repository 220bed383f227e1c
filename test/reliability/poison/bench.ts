import type { Row } from '../../bench/row.ts';
import { problemsOf, toRows } from './rows.ts';
import { simulatePoison } from './simulate.ts';

/** There are about 260 list days in a year, on each of which 20 messages are due. */
const LEAST_DUE = 5_000;
/** Less than one in a hundred, because the number is random. */
const LEAST_POISONED = 40;

/** Runs the real bot through a year in which one message in a hundred can never be sent. */
export async function benchPoison(days = 365): Promise<readonly Row[]> {
  const verdict = await simulatePoison({ days, share: 0.01, seed: 1 });
  for (const line of problemsOf(verdict).slice(0, 10)) process.stderr.write(`poison: ${line}\n`);
  return toRows(verdict, LEAST_DUE, LEAST_POISONED);
}
