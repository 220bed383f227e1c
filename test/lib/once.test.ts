import { expect, test } from 'vitest';
import { once } from '../../src/lib/once.ts';

test('the work is done at the first call, and shared by concurrent callers', async () => {
  let calls = 0;
  const get = once(async () => {
    calls += 1;
    return calls;
  });
  expect(await Promise.all([get(), get()])).toEqual([1, 1]);
  expect(await get()).toBe(1);
});

test('a failure reaches all waiting callers, and the next call tries again', async () => {
  let calls = 0;
  const get = once(async () => {
    calls += 1;
    if (calls === 1) throw new Error('down');
    return calls;
  });
  const failed = await Promise.allSettled([get(), get()]);
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await get()).toBe(2);
});
