import { afterAll, beforeAll, describe } from 'vitest';
import { describeCommands, describeSameWords } from '../../contract/commands.ts';
import { type House, openHouse } from './harness.ts';
import { library } from './papers.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(library());
});
afterAll(() => house.close());

// `vitest list` reads files without running them: each needs a `describe` of its own.
describe.each(['discord', 'slack', 'web'] as const)('%s', (name) =>
  describeCommands(name, 'deep', () => house),
);
describe('all other questions', () => describeSameWords('deep', () => house));
