import { expect, test } from 'vitest';
import { measureEventLoop } from './hostile/event-loop.ts';
import { findGrowth } from './hostile/growth.ts';
import { measureLinear } from './hostile/linear.ts';
import { toEventLoopRow } from './hostile/rows.ts';
import { TEXTS } from './hostile/texts.ts';

/** A sample of the texts, which `npm run bench -- hostile` tries in full. */
const SAMPLE = TEXTS.filter((_text, at) => at % 54 === 1);

test('a pattern that starts anew at each character is found, and one that does not is not', async () => {
  const make = (size: number) => `${'!'.repeat(size)}x`;
  expect(await findGrowth((text) => /!+$/.test(text), make)).toHaveLength(4);
  expect(await findGrowth((text) => /!+x$/.test(text), make)).toBeNull();
  expect(await findGrowth((text) => text.repeat(200).includes('y'), make)).toBeNull();
});

test('S1, S12: no function takes more than linear time for a hostile text', async () => {
  const { measured, growths } = await measureLinear(SAMPLE);
  expect(growths).toEqual([]);
  expect(measured).toBeGreaterThan(300 * SAMPLE.length);
});

test('S1, S2, S12: no input holds the event loop for long', async () => {
  const result = await measureEventLoop(SAMPLE);
  const { value, limit } = toEventLoopRow(result);
  expect(value, result.longest.name).toBeLessThanOrEqual(limit);
  expect(result.inputs).toBeGreaterThan(200);
});
