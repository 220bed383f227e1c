import type { Row } from '../../bench/row.ts';
import { CASES, CAUSES } from './cases.ts';
import type { PauseVerdict } from './simulate.ts';

/** The messages that are due in each case: a heading and two papers on five days. */
const MESSAGES = 15;

/** Returns the figures of places that were paused for each reason. */
export function toRows({ tried, broken, messages, causes, tooMany }: PauseVerdict): Row[] {
  const of = { count: messages, unit: 'messages', least: CASES.length * MESSAGES };
  return [
    {
      name: 'pause: reasons after which all was delivered',
      value: tried - broken,
      unit: 'reasons',
      limit: CASES.length,
      atLeast: true,
      of,
    },
    { name: 'pause: causes', value: causes.size, unit: 'causes', limit: CAUSES.length, atLeast: true, of },
    { name: 'pause: requests beyond one a day', value: tooMany, unit: 'requests', limit: 0, of },
  ];
}
