import { afterAll, beforeAll, describe } from 'vitest';
import { describeSameWords } from '../../contract/commands.ts';
import { type House, openHouse } from './harness.ts';
import { library } from './papers.ts';

let house: House;
beforeAll(async () => {
  house = await openHouse(library());
});
afterAll(() => house.close());

describe('all other questions', () => describeSameWords('deep', () => house));
