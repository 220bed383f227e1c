import { afterAll, beforeAll, describe } from 'vitest';
import { describeButtons } from '../../contract/buttons.ts';
import { type House, openHouse } from './harness.ts';
import { library } from './papers.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(library());
});
afterAll(() => house.close());

// `vitest list` reads files without running them: each needs a `describe` of its own.
describe.each(['discord', 'slack', 'web'] as const)('%s', (name) =>
  describeButtons(name, 'deep', () => house),
);
