import { Keyv } from 'keyv';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/demo/replay.ts';
import { createOpenAi } from '../../src/llm/openai.ts';
import { type ChatRequest, errorReply, type OpenAiServer, startOpenAi } from '../emulators/openai.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { withMessage } from '../fixtures/model-answers.ts';
import { directNetwork } from '../fixtures/network.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

const summary = makeSummary();
const PAPERS = [1, 2, 3, 4].map((number) =>
  makePaper({ id: `2608.0000${number}`, title: `Lighthouse ${number}` }),
);
const byTitle = Object.fromEntries(PAPERS.map(({ title }) => [title, summary]));
const [paper = makePaper(), other = makePaper()] = PAPERS;

type Answer = (request: ChatRequest, call: number) => Reply | undefined | Promise<Reply | undefined>;
let server: OpenAiServer;
let answer: Answer = () => undefined;
beforeAll(async () => {
  server = await startOpenAi({ byTitle, reply: (request) => answer(request, server.requests.length) });
});
afterAll(() => server.close());
beforeEach(() => {
  server.requests.length = 0;
});

function start(reply: Answer, cache = new Keyv()) {
  answer = reply;
  const [clock, log] = [createTestClock(), createTestLog()];
  const summarizer = createOpenAi(
    { network: directNetwork, clock, log, cache, onUsage: () => {}, random: () => 0 },
    { baseUrl: server.url, apiKey: 'sk-test', model: 'm', timeoutMs: 60_000, claimCheck: null },
  );
  const outcome = (of = paper) => summarizer.summarize(of).catch((error: Error) => error);
  return { outcome, clock, log, cache };
}
const modes = () => server.requests.map(({ response_format }) => response_format?.type ?? 'text');
const modeOf = ({ response_format }: ChatRequest) => response_format?.type ?? 'text';
/** A server that refuses these formats with a status. */
const refusing =
  (status: number, formats: readonly string[], message = 'Bad request', code: string | null = null): Answer =>
  (request) =>
    formats.includes(modeOf(request)) ? errorReply(status, message, code) : undefined;

describe('an answer format that a server refuses', () => {
  test.each([400, 403, 404, 415, 422, 500, 501])(
    'is asked for once, whatever the status: %i',
    async (status) => {
      const { outcome } = start(refusing(status, ['json_schema', 'json_object']));
      expect(await outcome()).toMatchObject(summary);
      expect(await outcome(other)).toMatchObject(summary);
      expect(modes()).toEqual(['json_schema', 'json_object', 'text', 'text']);
    },
  );

  test.each([
    [500, 'failed to parse grammar'],
    [404, 'No endpoints found that can handle the requested parameters.'],
    [400, "'response_format.type' must be 'json_schema' or 'text'"],
  ])('is recognised by the words: %i %s', async (status, message) => {
    const { outcome } = start(refusing(status, ['json_schema'], message));
    expect(await outcome()).toMatchObject(summary);
    expect(modes()).toEqual(['json_schema', 'json_object']);
  });

  test('is asked for once by requests that begin at the same time', async () => {
    const { outcome } = start(refusing(400, ['json_schema', 'json_object']));
    for (const each of await Promise.all(PAPERS.map(outcome))) expect(each).toMatchObject(summary);
    expect(modes()).toEqual(['json_schema', 'json_object', 'text', 'text', 'text', 'text']);
  });

  test('is not asked for again after a rate limit in the middle', async () => {
    const { outcome } = start((request, call) =>
      call === 3
        ? errorReply(429, 'slow down')
        : refusing(400, ['json_schema', 'json_object'])(request, call),
    );
    expect(await outcome()).toMatchObject(summary);
    expect(modes()).toEqual(['json_schema', 'json_object', 'text', 'text']);
  });

  test.each([
    [403, '<html><head><title>403 Forbidden</title></head></html>'],
    [404, { detail: 'Not Found' }],
  ])('is asked for once, also if the refusal sounds like a wrong address: %i', async (status, body) => {
    const { outcome } = start((request) =>
      modeOf(request) === 'json_schema' ? { status, body } : undefined,
    );
    expect(await outcome()).toMatchObject(summary);
    expect(modes()).toEqual(['json_schema', 'json_object']);
  });

  test('is not used for more papers if its generations fail for two of them, each time', async () => {
    const { outcome } = start(
      refusing(400, ['json_schema'], 'Failed to generate JSON', 'json_validate_failed'),
    );
    expect(await outcome()).toBeInstanceOf(Error);
    expect(await outcome(other)).toMatchObject(summary);
    expect(await outcome()).toMatchObject(summary);
    expect(modes().slice(3)).toEqual(['json_schema', 'json_schema', 'json_object', 'json_object']);
  });

  test('is not used for more papers if all its answers are empty', async () => {
    const { outcome } = start((request) =>
      modeOf(request) === 'json_schema' ? { status: 200, body: withMessage({ content: '' }) } : undefined,
    );
    expect(await outcome()).toMatchObject({ kind: 'empty' });
    expect(await outcome(other)).toMatchObject(summary);
    expect(modes()).toEqual([...Array(4).fill('json_schema'), 'json_object']);
  });

  test('is remembered beside the refused parameters, as earlier versions remembered it', async () => {
    const { outcome, cache } = start(refusing(400, ['json_schema']));
    await outcome();
    await start(answer, cache).outcome();
    expect(modes()).toEqual(['json_schema', 'json_object', 'json_object']);
    const old = new Keyv();
    await old.set(`llm/mode/${server.url}/m`, 'text');
    await start(() => undefined, old).outcome();
    expect(modes().at(-1)).toBe('text');
  });
});

describe('what is about one paper changes nothing for others', () => {
  test.each([
    ['a content filter', errorReply(400, 'The response was filtered', 'content_filter'), 'refused'],
    ['a filter in Chinese', errorReply(400, '系统检测到输入可能包含不安全或敏感内容', '1301'), 'refused'],
    ['an inspection', errorReply(400, 'InternalError.Algo.DataInspectionFailed'), 'refused'],
    ['a policy', errorReply(403, 'Input was flagged by moderation'), 'refused'],
    [
      'a paper that is too long',
      errorReply(400, 'maximum context length is 4096 tokens', 'context_length_exceeded'),
      'rejected',
    ],
  ])('%s', async (_name, reply, kind) => {
    const { outcome } = start((request) =>
      request.messages.at(-1)?.content.includes(paper.title) ? reply : undefined,
    );
    expect(await outcome()).toMatchObject({ name: 'SummaryError', kind });
    expect(new Set(modes())).toEqual(new Set(['json_schema']));
    expect(await outcome(other)).toMatchObject(summary);
    expect(modes().at(-1)).toBe('json_schema');
    expect(server.requests.at(-1)).toMatchObject({ max_completion_tokens: 1_500 });
  });

  test('a failed generation is asked for again in the same format', async () => {
    const { outcome, cache } = start((_request, call) =>
      call === 1 ? errorReply(400, 'Failed to generate JSON', 'json_validate_failed') : undefined,
    );
    expect(await outcome()).toMatchObject(summary);
    expect(modes()).toEqual(['json_schema', 'json_schema']);
    expect(await cache.get(`llm/mode/${server.url}/m`)).toMatchObject({ mode: 'json_schema' });
  });

  test('a refusal without a reason, of a format that worked before', async () => {
    const { outcome } = start((_request, call) => (call === 2 ? errorReply(400, 'Bad request') : undefined));
    await outcome();
    expect(await outcome(other)).toMatchObject({ name: 'SummaryError', kind: 'rejected' });
    expect(await outcome()).toMatchObject(summary);
    expect(modes()).toEqual(['json_schema', 'json_schema', 'json_schema']);
  });

  test('but a server that refuses everything after an update is asked for another format', async () => {
    let isUpdated = false;
    const { outcome } = start((request, call) =>
      isUpdated ? refusing(400, ['json_schema'])(request, call) : undefined,
    );
    await outcome();
    isUpdated = true;
    for (const _ of [1, 2]) expect(await outcome()).toBeInstanceOf(Error);
    expect(await outcome()).toMatchObject(summary);
    expect(modes().slice(3)).toEqual(['json_schema', 'json_object']);
  });
});

describe('a server that takes no request', () => {
  test.each([
    [401, 'Incorrect API key', 'invalid_api_key', 1],
    [403, 'Invalid API key', null, 1],
    [404, "model 'm' not found, try pulling it first", null, 1],
    [404, 'Not Found', null, 3],
    [404, 'The API deployment for this resource does not exist.', 'DeploymentNotFound', 1],
    [404, 'Resource not found', '404', 1],
    [400, 'foo/bar is not a valid model ID', null, 1],
    [400, "The requested model 'x' is not a chat model", 'model_not_supported', 1],
    [400, 'The model `x` has been decommissioned', 'model_decommissioned', 1],
    [400, '"embed" does not support chat', null, 1],
    [403, 'Forbidden', null, 3],
  ])('with %i %s costs one request a paper, after the formats', async (status, message, code, first) => {
    const { outcome } = start(() => errorReply(status, message, code));
    for (const each of PAPERS)
      expect(await outcome(each)).toMatchObject({ name: 'SummaryError', kind: 'rejected' });
    expect(server.requests).toHaveLength(first + PAPERS.length - 1);
  });

  test('is asked for another format once it refuses for another reason', async () => {
    let isMended = false;
    const { outcome } = start((request, call) =>
      isMended ? refusing(400, ['json_schema'])(request, call) : errorReply(403, 'Forbidden'),
    );
    await outcome();
    isMended = true;
    expect(await outcome()).toMatchObject(summary);
    expect(modes().slice(3)).toEqual(['json_schema', 'json_object']);
  });
});

describe('parameters', () => {
  const named = (name: string): Reply => ({
    status: 400,
    body: {
      error: { message: `Unsupported parameter: '${name}'`, param: name, code: 'unsupported_parameter' },
    },
  });
  const sent = () =>
    server.requests.map((request) =>
      ['temperature', 'max_completion_tokens', 'max_tokens'].filter((name) => name in request),
    );

  test('are a low temperature and a limit that fits the answer', async () => {
    await start(() => undefined).outcome();
    expect(server.requests[0]).toMatchObject({ temperature: 0.3, max_completion_tokens: 1_500 });
  });

  test('that a server refuses by name are left out, and that is remembered', async () => {
    const { outcome, cache } = start((request) =>
      ['temperature', 'max_completion_tokens', 'max_tokens']
        .map((name) => (name in request ? named(name) : undefined))
        .find(Boolean),
    );
    expect(await outcome()).toMatchObject(summary);
    expect(sent()).toEqual([
      ['temperature', 'max_completion_tokens'],
      ['max_completion_tokens'],
      ['max_tokens'],
      [],
    ]);
    await start(answer, cache).outcome();
    expect(sent().at(-1)).toEqual([]);
    expect(new Set(modes())).toEqual(new Set(['json_schema']));
  });

  test.each([
    [
      "OpenAI's words",
      400,
      { error: { message: 'Unrecognized request argument supplied: max_completion_tokens' } },
    ],
    [
      "FastAPI's place",
      422,
      {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'max_completion_tokens'],
            msg: 'Extra inputs are not permitted',
          },
        ],
      },
    ],
    ['words in another error', 500, { error: "unknown field 'max_completion_tokens'" }],
  ])('fall back to the older name: %s', async (_name, status, body) => {
    const { outcome } = start((request) =>
      'max_completion_tokens' in request ? { status, body } : undefined,
    );
    expect(await outcome()).toMatchObject(summary);
    expect(sent()).toEqual([
      ['temperature', 'max_completion_tokens'],
      ['temperature', 'max_tokens'],
    ]);
  });

  test.each(['System role not supported', 'Developer instruction is not enabled for models/m'])(
    'include the system message, which then precedes the first of the user: %s',
    async (words) => {
      const { outcome, cache } = start(({ messages }) =>
        messages[0]?.role === 'system' ? errorReply(400, words) : undefined,
      );
      expect(await outcome()).toMatchObject(summary);
      await start(answer, cache).outcome(other);
      const [first, second, third] = server.requests.map(({ messages }) => messages);
      expect(second?.[0]?.content).toBe(`${first?.[0]?.content}\n\n${first?.[1]?.content}`);
      expect(second?.slice(1)).toEqual(first?.slice(2));
      expect(third?.[0]).toEqual(second?.[0]);
      expect(server.requests).toHaveLength(3);
    },
  );

  test('are left out where a server adds them to the prompt and finds no room', async () => {
    const words = 'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096.';
    const { outcome } = start((request) =>
      'max_completion_tokens' in request ? errorReply(422, words) : undefined,
    );
    expect(await outcome()).toMatchObject(summary);
    await outcome(other);
    expect(modes()).toEqual(['json_schema', 'json_schema', 'json_schema']);
  });

  test('that have no name are left out last of all', async () => {
    const { outcome } = start((request) =>
      'temperature' in request ? errorReply(400, 'Unexpected argument') : undefined,
    );
    expect(await outcome()).toMatchObject(summary);
    expect(modes()).toEqual(['json_schema', 'json_object', 'text', 'text']);
    expect(sent().at(-1)).toEqual([]);
  });

  test('do not stop a model that thinks: it is asked again without a limit, once', async () => {
    const { outcome } = start((request) =>
      'max_completion_tokens' in request || 'max_tokens' in request
        ? { status: 200, body: withMessage({ content: null, reasoning: 'First I look' }, 'length') }
        : undefined,
    );
    expect(await outcome()).toMatchObject(summary);
    await outcome(other);
    expect(sent()).toEqual([['temperature', 'max_completion_tokens'], ['temperature'], ['temperature']]);
    expect(
      server.requests.every(({ messages }) => messages.length === server.requests[0]?.messages.length),
    ).toBe(true);
  });

  test('make room in a context that is too small for the limit', async () => {
    const { outcome } = start((request) =>
      'max_completion_tokens' in request
        ? errorReply(400, "This model's maximum context length is 4096 tokens, you requested 4870")
        : undefined,
    );
    expect(await outcome()).toMatchObject(summary);
    expect(sent()).toEqual([['temperature', 'max_completion_tokens'], ['temperature']]);
  });
});
