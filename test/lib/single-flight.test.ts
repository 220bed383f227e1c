import { expect, test } from 'vitest';
import { createSingleFlight } from '../../src/lib/single-flight.ts';

test('callers share what runs, per key', async () => {
  const flight = createSingleFlight<number>();
  const first = Promise.withResolvers<number>();
  let started = 0;
  const work = () => {
    started += 1;
    return first.promise;
  };
  const both = [flight('a', work), flight('a', work)];
  expect(await flight('b', async () => 2)).toBe(2);
  first.resolve(1);
  expect(await Promise.all(both)).toEqual([1, 1]);
  expect(started).toBe(1);
});

test('what is over runs again, after a failure too', async () => {
  const flight = createSingleFlight<number>();
  await expect(flight('a', () => Promise.reject(new Error('once')))).rejects.toThrow('once');
  expect(await flight('a', async () => 1)).toBe(1);
  expect(await flight('a', async () => 2)).toBe(2);
});
