import { expect, test } from 'vitest';
import { CASES, CAUSES } from './pause/cases.ts';
import { survivePauses } from './pause/simulate.ts';

test('T3: every reason to pause a place ends without an event, and the next edition comes with the missed ones', async () => {
  const { problems, causes, tooMany } = await survivePauses(CASES);
  expect(problems).toEqual([]);
  expect([...causes].sort()).toEqual([...CAUSES].sort());
  expect(tooMany).toBe(0);
});
