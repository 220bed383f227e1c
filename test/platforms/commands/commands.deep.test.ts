import { afterAll, beforeAll, describe } from 'vitest';
import { describeCommands, describeSameWords } from '../../contract/commands.ts';
import { startTestBot, type TestBot } from './harness.ts';
import { storedPapers } from './papers.ts';

let testBot: TestBot;
beforeAll(async () => {
  testBot = await startTestBot(storedPapers());
});
afterAll(() => testBot.close());

// `vitest list` parses files without running them, so each file must itself call `describe`.
describe.each(['discord', 'slack', 'web'] as const)('%s', (name) =>
  describeCommands(name, 'deep', () => testBot),
);
describe('all other commands', () => describeSameWords('deep', () => testBot));
