import { existsSync, readFileSync } from 'node:fs';
import { Keyv } from 'keyv';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Reply } from '../../src/demo/replay.ts';
import type { Summary } from '../../src/domain/paper/paper.ts';
import { createOpenAi } from '../../src/llm/openai.ts';
import { type ChatRequest, type OpenAiServer, startOpenAi } from '../emulators/openai.ts';
import { createTestClock } from '../fixtures/clock.ts';
import { createTestLog } from '../fixtures/log.ts';
import { MODEL_ANSWERS, QUOTES, replyOf, withMessage } from '../fixtures/model-answers.ts';
import { directNetwork } from '../fixtures/network.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

const paper = makePaper();
const summary = makeSummary({
  fields: [
    { ko: '강화 학습', en: 'Reinforcement Learning' },
    { ko: '벤치마크·평가', en: 'Benchmarks & Evaluation' },
  ],
});
const good = JSON.stringify(summary);

let server: OpenAiServer;
let reply: (request: ChatRequest, call: number) => Reply | undefined;
beforeAll(async () => {
  server = await startOpenAi({ reply: (request) => reply(request, server.requests.length) });
});
afterAll(() => server.close());

/** Asks a server that sends this for a summary, and returns what becomes of it. */
async function ask(send: typeof reply, cache = new Keyv()) {
  server.requests.length = 0;
  reply = send;
  const [clock, log] = [createTestClock(), createTestLog()];
  const summarizer = createOpenAi(
    { network: directNetwork, clock, log, cache, onUsage: () => {}, random: () => 0 },
    { baseUrl: server.url, apiKey: 'sk-test', model: 'm', timeoutMs: 60_000, claimCheck: null },
  );
  const outcome = await summarizer.summarize(paper).catch((error: Error) => error);
  return { outcome, requests: [...server.requests], clock, log };
}

/** The text of a summary without blanks: sentences can have been joined. */
const plain = (text: string) => text.replace(/\s/g, '');
const shown = (outcome: Summary | Error) =>
  outcome instanceof Error ? outcome.message : { ...outcome, summary: plain(outcome.summary) };
const wanted = { summary: plain(summary.summary), easy: summary.easy };

describe('a good answer costs one request, in whatever form it comes', () => {
  test.each(MODEL_ANSWERS)('%s', async (...each) => {
    const { outcome, requests } = await ask(() => replyOf(each, summary));
    const [, from, to] = QUOTES.find(([name]) => name === each[0]) ?? [];
    const easy = from && to ? summary.easy.replace(from, to) : summary.easy;
    expect(shown(outcome as Summary)).toMatchObject({ ...wanted, easy });
    expect((outcome as Summary).fields).toEqual(summary.fields.slice(0, each[0] === 'one field' ? 1 : 9));
    expect(requests).toHaveLength(1);
  });
});

const goodReply: Reply = { status: 200, body: withMessage({ content: good }) };
/** Turns the patterns in an object into matchers. */
const matching = (object: object) =>
  Object.fromEntries(
    Object.entries(object).map(([key, value]) => [
      key,
      value instanceof RegExp ? expect.stringMatching(value) : value,
    ]),
  );

const CASES = '../shared/cases/model-answers.json';
interface SharedCase {
  readonly name: string;
  readonly sends:
    | string
    | { once?: boolean; when?: string; status: number; headers?: Record<string, string>; body: unknown };
  readonly want: string;
}

/** Makes the response of a case that is described in words. */
function sent(sends: string): string {
  const { fields } = summary;
  const korean = { 요약: summary.summary, 쉬운설명: summary.easy, 관련분야: fields };
  const labels = { ...summary, fields: fields.map(({ ko, en }) => `${ko}(${en})`) };
  const made: Readonly<Record<string, string>> = {
    ',}': `${good.slice(0, -1)},}`,
    'U+000A': good.replace('니다. ', '니다.\n'),
    '[ANSWER]': `[${good}]`,
    'JSON.stringify': JSON.stringify(good),
    'ANSWER\\nANSWER': `${good}\n${good}`,
    요약: JSON.stringify(korean),
    '"fields"': JSON.stringify(labels),
  };
  const [, text] = Object.entries(made).find(([part]) => sends.includes(part)) ?? [];
  if (text === undefined) throw new Error(`unknown: ${sends}`);
  return text;
}

describe.skipIf(!existsSync(CASES))('the shared cases', () => {
  const cases: readonly SharedCase[] = existsSync(CASES) ? JSON.parse(readFileSync(CASES, 'utf8')).cases : [];

  test.each(
    cases.filter(({ want }) => want === 'summary, 1 request').map((each) => [each.name, each] as const),
  )('%s', async (_name, { sends }) => {
    const body =
      typeof sends === 'string'
        ? withMessage({ content: sent(sends) })
        : JSON.parse(
            JSON.stringify(sends.body)
              .replaceAll('"{{ANSWER}}"', JSON.stringify(good))
              .replaceAll('{{ANSWER}}', JSON.stringify(good).slice(1, -1)),
          );
    const { outcome, requests } = await ask(() => ({ status: 200, body }));
    expect(shown(outcome as Summary)).toMatchObject(wanted);
    expect(requests).toHaveLength(1);
  });

  const others = cases.filter(({ want }) => want !== 'summary, 1 request');
  /** What has to become of the other cases: how many requests, and an error or a summary. */
  const WANTED: Readonly<Record<string, { readonly requests: number; readonly error?: object }>> = {
    'status 200 with {"error":{"code":429}}': { requests: 2 },
    'status 200, LM Studio without /v1': {
      requests: 1,
      error: { kind: 'rejected', message: /Unexpected endpoint/ },
    },
    // A proxy can fail for a moment, so the first page is asked about again.
    'status 200, an HTML page': { requests: 2, error: { kind: 'rejected', message: /Open WebUI/ } },
    'json_schema refused with 500': { requests: 2 },
    'json_schema refused with 404': { requests: 3 },
    'one 400 json_validate_failed': { requests: 2 },
    'one 400 content_filter': { requests: 1, error: { kind: 'refused' } },
    '401': { requests: 1, error: { kind: 'rejected', message: /401 \(invalid_api_key\)/ } },
  };

  test.each(others.map((each) => [each.name, each] as const))('%s', async (name, { sends, want }) => {
    if (typeof sends === 'string') throw new Error(`unknown: ${sends}`);
    const isOnce = sends.once || want.startsWith('a rate limit');
    const isSent = ({ response_format }: ChatRequest, call: number) => {
      if (sends.when?.includes('json_schema')) return response_format?.type === 'json_schema';
      return sends.when ? response_format !== undefined : !isOnce || call === 1;
    };
    const { status, body, headers = {} } = sends;
    const cache = new Keyv();
    const bad = (request: ChatRequest, call: number) =>
      isSent(request, call) ? { status, body, headers } : goodReply;
    const { outcome, requests } = await ask(bad, cache);
    expect(requests.filter(({ messages }) => messages.length > (requests[0]?.messages.length ?? 0))).toEqual(
      [],
    );
    const { requests: count, error } = WANTED[name] ?? { requests: Number.NaN };
    expect(requests).toHaveLength(count);
    if (error) expect(outcome).toMatchObject(matching(error));
    else expect(shown(outcome as Summary)).toMatchObject(wanted);
    // Only a refused format is remembered.
    const after = await ask(() => goodReply, cache);
    const mode = sends.when ? requests.at(-1)?.response_format?.type : 'json_schema';
    expect(after.requests.map(({ response_format }) => response_format?.type)).toEqual([mode]);
  });
});
