import { afterAll, beforeAll, describe } from 'vitest';
import { describeButtons } from '../../contract/buttons.ts';
import { describeCommands, describeCoverage, describeSameWords } from '../../contract/commands.ts';
import { type House, openHouse } from './harness.ts';
import { library } from './papers.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(library());
});
afterAll(() => house.close());

describeCoverage();
// `vitest list` reads files without running them: each needs a `describe` of its own.
describe.each(['discord', 'slack', 'web'] as const)('%s', (name) =>
  describeCommands(name, 'quick', () => house),
);
describe.each(['discord', 'slack', 'web'] as const)('%s', (name) =>
  describeButtons(name, 'quick', () => house),
);
describeSameWords('quick', () => house);
