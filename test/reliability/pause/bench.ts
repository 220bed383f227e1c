import type { Row } from '../../bench/row.ts';
import { CASES, CAUSES } from './cases.ts';
import { survivePauses } from './simulate.ts';

/** The messages that are due in each case: a heading and two papers on five days. */
const MESSAGES = 15;

/** Runs the real bot with a place for each reason to pause one, which begins and ends without an event. */
export async function benchPauses(): Promise<readonly Row[]> {
  const { problems, messages, causes, broken, tooMany } = await survivePauses(CASES);
  for (const line of problems) process.stderr.write(`pause: ${line}\n`);
  const of = { count: messages, unit: 'messages', least: CASES.length * MESSAGES };
  return [
    {
      name: 'pause: reasons after which all was delivered',
      value: CASES.length - broken,
      unit: 'reasons',
      limit: CASES.length,
      atLeast: true,
      of,
    },
    { name: 'pause: causes', value: causes.size, unit: 'causes', limit: CAUSES.length, atLeast: true, of },
    { name: 'pause: requests beyond one a day', value: tooMany, unit: 'requests', limit: 0, of },
  ];
}
