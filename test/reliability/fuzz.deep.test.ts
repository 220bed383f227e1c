import { expect, it } from 'vitest';
import { TARGETS } from './fuzz/index.ts';

/** `npm run bench -- reliability` runs many more cases, with a new seed each time. */
const CASES = 800;
const RANDOM_SEED = 7;

it.each(TARGETS)('handles fuzzed $name: no crash, no leaked secret, a clear answer', async (target) => {
  await expect(target.run(CASES, RANDOM_SEED)).resolves.toBe(CASES);
});
