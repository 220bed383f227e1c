import { setImmediate } from 'node:timers/promises';
import { Keyv } from 'keyv';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createBudget } from '../../src/app/summaries/budget.ts';
import { createSummarize } from '../../src/app/summaries/summarize.ts';
import { createInstrumentation } from '../../src/app/telemetry/instrument.ts';
import { connectUpstreams } from '../../src/compose/upstreams.ts';
import { readConfig } from '../../src/config/config.ts';
import { SECOND } from '../../src/lib/duration.ts';
import { createStage } from '../app/editions/harness.ts';
import { startOpenAi } from '../emulators/openai.ts';
import { directNetwork } from '../fixtures/network.ts';
import { makePaper, makeSummary } from '../fixtures/papers.ts';

/** The time that the server takes for an answer, and the timeout: a third of both is as with 20 and 60 seconds. */
const ANSWER_MS = SECOND;
const TIMEOUT = 3;
const PAPERS = 12;

test('a server that answers one at a time gives all summaries, with at most one request more', async () => {
  const papers = Array.from({ length: PAPERS }, (_, index) =>
    makePaper({ id: `2608.0010${index}`, title: `Lighthouse ${index} of a Busy Harbor` }),
  );
  /** The requests in the server's queue: each function lets it answer one. */
  const queue: (() => void)[] = [];
  const { url, requests, close } = await startOpenAi({
    byTitle: Object.fromEntries(papers.map(({ title }) => [title, makeSummary()])),
    reply: () => new Promise((answer) => queue.push(() => answer(undefined))),
  });
  const { parts, store, clock, log } = await createStage([]);
  onTestFinished(close);
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const budget = createBudget({ store, clock }, null);
  const config = readConfig({ OPENAI_BASE_URL: url, OPENAI_MODEL: 'm', OPENAI_TIMEOUT: String(TIMEOUT) });
  const { summarizer, limit } = connectUpstreams(
    {
      ...{ store, clock, log, budget, cache: new Keyv(), network: directNetwork },
      instrumentation: createInstrumentation(() => {}, clock),
    },
    config,
  );
  const summarize = createSummarize({ ...parts, summarizer, budget }, limit.run);

  let left = PAPERS;
  const summaries = papers.map((paper) =>
    summarize(paper).finally(() => {
      left -= 1;
    }),
  );
  while (left > 0) {
    const before = left;
    // The first request asks which answer format the server takes, and the others wait for it.
    const expected = left === PAPERS ? 1 : Math.min(limit.width(), left);
    while (queue.length < expected) await setImmediate();
    clock.advance(ANSWER_MS);
    vi.advanceTimersByTime(ANSWER_MS);
    queue.shift()?.();
    while (left === before) await setImmediate();
  }
  expect((await Promise.all(summaries)).filter(Boolean)).toHaveLength(PAPERS);
  expect(requests.length).toBeLessThanOrEqual(PAPERS + 1);
  expect(limit.width(), 'more would wait for longer than the timeout').toBe(2);
});
