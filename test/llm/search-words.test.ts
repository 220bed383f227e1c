import { expect, onTestFinished, test } from 'vitest';
import type { Usage } from '../../src/domain/paper/summary.ts';
import { createQueryTranslator, readWords } from '../../src/llm/search-words.ts';
import { startOpenAi } from '../emulators/openai.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { directNetwork } from '../fixtures/network.ts';

test.each([
  ['lighthouse lamps', 'lighthouse lamps'],
  ['training-free, video; generation!', 'training-free video generation'],
  ['등대 lamps', 'lamps'],
  ['" OR head:*', 'OR head'],
  ['a b c d e f g h', 'a b c d e f'],
  ['등대', null],
  ['', null],
])('the words of %j are %j', (answer, words) => expect(readWords(answer)).toBe(words));

test('the question alone is sent to the model that writes the summaries, and its tokens are counted', async () => {
  const server = await startOpenAi({
    reply: () => ({
      status: 200,
      body: {
        choices: [{ message: { content: '{"words":"lighthouse lamps"}' }, finish_reason: 'stop' }],
        usage: { prompt_tokens: 120, completion_tokens: 9 },
      },
    }),
  });
  onTestFinished(() => server.close());
  const usages: Usage[] = [];
  const values = new Map<string, unknown>();
  const cache = {
    get: async <T>(key: string) => values.get(key) as T | undefined,
    set: async (key: string, value: unknown) => values.set(key, value),
  };
  const deps = { clock: createTestClock(), log: createTestLog(), cache, network: directNetwork };
  const translator = createQueryTranslator(
    { ...deps, onUsage: (usage) => usages.push(usage) },
    { baseUrl: server.url, apiKey: 'key', model: 'fake', timeoutMs: 10_000 },
  );
  expect(await translator.translate('등대를 켜는 법')).toBe('lighthouse lamps');
  expect(server.requests).toHaveLength(1);
  expect(server.requests[0]?.messages.at(-1)).toEqual({ role: 'user', content: '등대를 켜는 법' });
  expect(usages).toMatchObject([{ promptTokens: 120, completionTokens: 9 }]);
});
