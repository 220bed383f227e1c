import { expect, test } from 'vitest';
import { allCalls, CALLS } from './hostile/calls/index.ts';
import { growsTwice } from './hostile/growth.ts';
import { EXCLUDED, isExcluded, readExports } from './hostile/registry.ts';

test('every exported function that can take text is called with hostile texts, or excluded with a reason', async () => {
  const { functions, sentences } = await readExports();
  expect(functions.filter((name) => !CALLS[name] && !isExcluded(name))).toEqual([]);
  // What no longer exists is no longer listed.
  expect(Object.keys(CALLS).filter((name) => !functions.includes(name))).toEqual([]);
  const unused = Object.values(EXCLUDED)
    .flat()
    .filter((each) => !each.startsWith('i18n/') && !functions.some((name) => name.startsWith(each)));
  expect(unused).toEqual([]);
  expect(Object.keys(sentences).length).toBeGreaterThan(70);
  expect(Object.values(await allCalls()).every((calls) => calls.length > 0)).toBe(true);
});

test.each([
  [[1, 2, 4, 8], false],
  [[1, 4, 16, 64], true],
  [[1, 3.5, 4, 14], false],
  [[2, 2, 6.5, 21], true],
  // What takes less than a millisecond is noise.
  [[0.01, 0.04, 0.16, 0.64], false],
])('the times %j: more than linear: %s', (times, grows) => expect(growsTwice(times, 3)).toBe(grows));
