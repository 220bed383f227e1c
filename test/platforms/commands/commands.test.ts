import { afterAll, beforeAll } from 'vitest';
import { describeCommands, describeCoverage, describeSameWords } from '../../contract/commands.ts';
import { type House, openHouse } from './harness.ts';
import { library } from './papers.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(library());
});
afterAll(() => house.close());

describeCoverage();
for (const name of ['discord', 'slack', 'web'] as const) describeCommands(name, () => house);
describeSameWords(() => house);
