import { expect, test } from 'vitest';
import { createSingleFlight, singleFlight } from '../../src/lib/single-flight.ts';

test('callers share a running call, per key', async () => {
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

test('finished work runs again, also after a failure', async () => {
  const flight = createSingleFlight<number>();
  await expect(flight('a', () => Promise.reject(new Error('once')))).rejects.toThrow('once');
  expect(await flight('a', async () => 1)).toBe(1);
  expect(await flight('a', async () => 2)).toBe(2);
});

test('a single piece of work needs no key', async () => {
  let runs = 0;
  const run = singleFlight(async () => {
    runs += 1;
    return runs;
  });
  expect(await Promise.all([run(), run()])).toEqual([1, 1]);
  expect(await run()).toBe(2);
});
