import { afterAll, beforeAll } from 'vitest';
import { describeButtons } from '../../contract/buttons.ts';
import { type House, openHouse } from './harness.ts';
import { library } from './papers.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(library());
});
afterAll(() => house.close());

for (const name of ['discord', 'slack', 'web'] as const) describeButtons(name, () => house);
