import type { Row } from '../../bench/row.ts';
import { FORMS } from './forms.ts';
import { toRows } from './rows.ts';
import { type ModelVerdict, surviveModel } from './simulate.ts';

/** Runs the real bot over some days, in one of which its model server misbehaves, in each way. */
export async function benchModel(): Promise<readonly Row[]> {
  const verdicts: ModelVerdict[] = [];
  for (const form of FORMS) {
    const verdict = await surviveModel(form);
    for (const line of verdict.problems) process.stderr.write(`model server: ${line}\n`);
    verdicts.push(verdict);
  }
  return toRows(FORMS, verdicts);
}
