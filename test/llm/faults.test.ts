import { Keyv } from 'keyv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/demo/replay.ts';
import { createOpenAi } from '../../src/llm/openai.ts';
import { type OpenAiServer, startOpenAi } from '../emulators/openai.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { withMessage } from '../fixtures/model-answers.ts';
import { directNetwork } from '../fixtures/network.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

const paper = makePaper();
const KEY = 'sk-test-0123456789abcdef';
let server: OpenAiServer;
let reply: (call: number) => Reply | undefined;
beforeAll(async () => {
  const byTitle = { [paper.title]: makeSummary() };
  server = await startOpenAi({ byTitle, reply: () => reply(server.requests.length) });
});
afterAll(() => server.close());

async function ask(send: typeof reply) {
  server.requests.length = 0;
  reply = send;
  const [clock, log] = [createTestClock(), createTestLog()];
  const usages: unknown[] = [];
  const summarizer = createOpenAi(
    {
      ...{ network: directNetwork, clock, log, cache: new Keyv(), random: () => 0 },
      onUsage: (usage) => usages.push(usage),
    },
    { baseUrl: server.url, apiKey: KEY, model: 'm', timeoutMs: 60_000, claimCheck: null },
  );
  const outcome = await summarizer.summarize(paper).catch((error: Error) => error);
  const isRepair = ({ messages }: { messages: unknown[] }) =>
    messages.length > (server.requests[0]?.messages.length ?? 0);
  expect(server.requests.filter(isRepair)).toEqual([]);
  return { outcome: outcome as Error & { kind?: string }, calls: server.requests.length, clock, usages };
}
const body = (value: unknown, status = 200): Reply => ({
  status,
  body: value,
  headers: {
    'content-type': typeof value === 'string' && value.startsWith('<') ? 'text/html' : 'application/json',
  },
});

describe('a response without an answer is a failure of the server', () => {
  test.each<[string, unknown, string, string]>([
    [
      'LM Studio without /v1',
      { error: 'Unexpected endpoint or method. (POST /chat/completions)' },
      'rejected',
      'Unexpected endpoint',
    ],
    [
      'a key',
      { error: { message: `Incorrect API key provided: ${KEY}`, code: 401 } },
      'rejected',
      'answered 401',
    ],
    [
      "DashScope's words about a key",
      { code: 'InvalidApiKey', message: 'Invalid API-key provided.' },
      'rejected',
      'API-key',
    ],
    [
      "MiniMax's words about a key",
      { choices: null, base_resp: { status_code: 1004, status_msg: 'login fail: carry the API secret key' } },
      'rejected',
      'login fail',
    ],
    [
      "Qianfan's words about a key",
      { error_code: 110, error_msg: 'Access token invalid or no longer valid' },
      'rejected',
      'Access token',
    ],
    ['a model', { detail: "model 'm' not found" }, 'rejected', "model 'm' not found"],
    ['a quota', { error: { code: 'insufficient_quota', message: 'pay first' } }, 'rejected', 'pay first'],
    ['a filter', { error: { code: 'content_filter', message: 'filtered' } }, 'refused', 'filtered'],
  ])('that is not asked again: %s', async (_name, value, kind, words) => {
    const { outcome, calls, usages } = await ask(() => body(value));
    expect(outcome).toMatchObject({ name: 'SummaryError', kind, message: expect.stringContaining(words) });
    expect(outcome.message).not.toContain(KEY.slice(0, 12));
    expect([calls, usages]).toEqual([1, []]);
  });

  test.each([
    ['a title', '<!doctype html><html><head><title>Open WebUI</title></head></html>', 'Open WebUI'],
    ['no title', '<html><body><h1>Log in</h1></body></html>', 'Log in'],
  ])(
    'that is a page is asked again once, because a proxy can fail for a moment: %s',
    async (_name, page, words) => {
      const { outcome, calls, usages } = await ask(() => body(page));
      const message = expect.stringContaining(`a web page: ${words}`);
      expect(outcome).toMatchObject({ name: 'SummaryError', kind: 'rejected', message });
      expect([calls, usages]).toEqual([2, []]);
    },
  );

  test.each<[string, unknown, string]>([
    ['nothing', '', 'without an answer'],
    ['an empty object', {}, 'without an answer'],
    ['no choice', { choices: [], usage: { prompt_tokens: 3 } }, 'without an answer'],
    ['a text', 'upstream connect error', 'upstream connect error'],
    [
      'an overload',
      { error: { type: 'overloaded_error', message: 'Overloaded' }, type: 'error' },
      'Overloaded',
    ],
    ['a code', { error: { message: 'Internal', code: 502 } }, 'answered 502'],
    [
      'errors in a list',
      { success: false, result: null, errors: [{ code: 7_000, message: 'No capacity' }] },
      'No capacity',
    ],
    [
      'an error in a choice',
      { choices: [{ error: { code: 503, message: 'gone' }, message: { content: 'half' } }] },
      'gone',
    ],
    ['a failure in the middle', withMessage({ content: '{"summary' }, 'error'), 'without an answer'],
    ['an error in a stream', 'data: {"error": {"message": "boom", "code": 500}}\n\n', 'boom'],
  ])('that is asked again: %s', async (_name, value, words) => {
    const { outcome, calls, usages } = await ask(() => body(value));
    expect(outcome).toMatchObject({ name: 'TemporaryError', message: expect.stringContaining(words) });
    expect([calls, usages]).toEqual([3, []]);
  });
});

test('a long rate limit ends when the server answers a probe before its time', async () => {
  server.requests.length = 0;
  reply = () =>
    server.requests.length === 1 ? { status: 429, body: {}, headers: { 'retry-after': '3600' } } : undefined;
  const [clock, log] = [createTestClock(), createTestLog()];
  let answeredAt = Number.NEGATIVE_INFINITY;
  const watch = {
    ...{ ready: async () => null, sent: () => () => {}, refused: () => {} },
    answeredAt: () => answeredAt,
  };
  const { summarize } = createOpenAi(
    { network: directNetwork, clock, log, cache: new Keyv(), random: () => 0, onUsage: () => {}, watch },
    { baseUrl: server.url, apiKey: KEY, model: 'm', timeoutMs: 60_000, claimCheck: null },
  );
  for (const _ of [1, 2]) await expect(summarize(paper)).rejects.toThrow('rate limited');
  expect(server.requests).toHaveLength(1);
  clock.advance(60_000);
  answeredAt = clock.elapsed();
  expect(await summarize(paper)).toMatchObject({ summary: makeSummary().summary });
});

describe('a rate limit in the body', () => {
  const limits = (value: unknown, status = 200) =>
    ask((call) => (call === 1 ? body(value, status) : undefined));

  test.each<[string, number, unknown, number | undefined]>([
    ['with status 200', 200, { error: { message: 'Provider returned error', code: 429 } }, undefined],
    ['with a code that is a text', 200, { error: { message: 'wait', code: '429' } }, undefined],
    [
      "with Google's delay, in an array",
      429,
      [
        {
          error: {
            code: 429,
            status: 'RESOURCE_EXHAUSTED',
            message: 'Quota',
            details: [{ retryDelay: '17s' }],
          },
        },
      ],
      17_000,
    ],
    [
      'with a delay, in words about billing',
      429,
      {
        error: { code: 429, message: 'Quota exceeded, check your plan and billing. Please retry in 36.5s.' },
      },
      36_500,
    ],
    [
      'with a delay in words',
      429,
      { error: { message: 'Rate limit reached. Please try again in 7.66s.' } },
      7_660,
    ],
    ['with minutes in words', 429, { error: { message: 'Please try again in 1m2.5s' } }, 62_500],
    ['with seconds', 200, { error: { code: 429, message: 'x', metadata: { retry_after: 9 } } }, 9_000],
    [
      "with OpenRouter's instant",
      429,
      {
        error: {
          message: 'free-models-per-min',
          metadata: {
            headers: {
              'X-RateLimit-Remaining': '0',
              'X-RateLimit-Reset': String(createTestClock().now() + 40_000),
            },
          },
        },
      },
      40_000,
    ],
    ['with milliseconds', 429, { error: { message: 'x', retry_after_ms: 900 } }, 900],
    [
      'of another server, as a text',
      200,
      { error: { message: '{"error": {"code": 429, "message": "exhausted"}}', status: 'Too Many Requests' } },
      undefined,
    ],
  ])('is waited for: %s', async (_name, status, value, waitMs) => {
    const { outcome, calls, clock } = await limits(value, status);
    expect(outcome).toMatchObject({ summary: makeSummary().summary });
    expect(calls).toBe(2);
    const waits = clock.waits.filter((wait) => wait > 0);
    expect(waits).toEqual([waitMs ?? expect.any(Number)]);
  });
});
