import { expect, test } from 'vitest';
import { createKeyedMutex, createMutex } from '../../src/lib/mutex.ts';

test('runs one task at a time, in order, even after failures', async () => {
  const run = createMutex();
  const steps: string[] = [];
  const blocker = Promise.withResolvers<void>();
  const step = (name: string, until: Promise<void> = Promise.resolve()) =>
    run(async () => {
      steps.push(`${name} starts`);
      await until;
      steps.push(`${name} ends`);
      if (name === 'b') throw new Error('b failed');
      return name;
    });
  const all = Promise.allSettled([step('a', blocker.promise), step('b'), step('c')]);
  blocker.resolve();
  const [a, b, c] = await all;
  expect([a, c]).toEqual([
    { status: 'fulfilled', value: 'a' },
    { status: 'fulfilled', value: 'c' },
  ]);
  expect(b.status).toBe('rejected');
  expect(steps).toEqual(['a starts', 'a ends', 'b starts', 'b ends', 'c starts', 'c ends']);
});

test('a keyed mutex only blocks its own key', async () => {
  const run = createKeyedMutex();
  const blocker = Promise.withResolvers<void>();
  const steps: string[] = [];
  const slow = run('x', () => blocker.promise.then(() => steps.push('x1')));
  const next = run('x', async () => steps.push('x2'));
  await run('y', async () => steps.push('y'));
  blocker.resolve();
  await Promise.all([slow, next]);
  expect(steps).toEqual(['y', 'x1', 'x2']);
  await expect(run('x', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await run('x', async () => 'again')).toBe('again');
});
