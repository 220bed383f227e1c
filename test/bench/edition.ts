import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRun } from '../../src/app/scheduler/run.ts';
import { buildApp } from '../../src/compose/app.ts';
import { createLog } from '../../src/compose/logger.ts';
import { subscribeDefaults } from '../../src/compose/subscribe-defaults.ts';
import { readConfig } from '../../src/config/config.ts';
import { summariesByTitle } from '../../src/demo/demo.ts';
import { answerLists, answerSummaries, startReplay } from '../../src/demo/replay.ts';
import sampleDay from '../../src/demo/sample-day.json' with { type: 'json' };
import { placeToId, WEB_PLACE } from '../../src/domain/subscription/subscription.ts';
import { createLocalEngine } from '../../src/engine/local.ts';
import { createClock } from '../../src/lib/clock.ts';
import type { Publisher } from '../../src/ports/publisher.ts';
import type { Row } from './row.ts';

/** Simulated latencies, in milliseconds: realistic, but short enough for several runs. */
const LIST = 200;
const LLM = 1_000;
const POST = 50;
/** The LLM calls one after the other, and the posts after the last of them. */
const CALLS = 3;
const LAST_POSTS = 2;
const DAY = '2026-08-21';
const RUNS = 3;

/**
 * Measures the wall time of a new process's first edition, of five papers, against its lower bound: one list request;
 * the first paper's LLM call alone, so that the prompt is cached; those of the others two at a time, as nothing is known
 * about the server yet (`createAdaptiveLimit`); and the posts of the last two. The other posts are made meanwhile.
 */
export async function benchEdition(): Promise<readonly Row[]> {
  const log = createLog('silent', []);
  const lists = await startReplay(answerLists({ [DAY]: sampleDay }), LIST);
  const model = await startReplay(answerSummaries(summariesByTitle()), LLM);
  const ratios: number[] = [];
  let summarized = 0;
  let wanted = 0;
  for (let run = 0; run < RUNS; run += 1) {
    const folder = await mkdtemp(join(tmpdir(), 'paperboy-bench-'));
    const config = readConfig({
      HF_ENDPOINT: lists.url,
      OPENAI_BASE_URL: model.url,
      DATABASE_URL: `file:${join(folder, 'bench.db')}`,
      NOW: '2026-08-22T03:00:00Z',
    });
    const clock = createClock(config.startAt);
    const app = await buildApp(config, clock, log);
    await subscribeDefaults(app, config);
    const { publisher, posted } = slowPublisher(app.publishers.get(WEB_PLACE.platform) as Publisher, () =>
      clock.sleep(POST),
    );
    app.publishers.set(WEB_PLACE.platform, publisher);
    const engine = createLocalEngine({ log });

    const started = performance.now();
    engine.start(
      createRun({
        wake: () => {},
        ...app,
        onFatal: (_platform, error) => {
          throw error;
        },
      }),
    );
    const readEdition = () => app.store.edition(placeToId(WEB_PLACE), DAY);
    while ((await readEdition())?.state !== 'done') await clock.sleep(5);
    const wall = performance.now() - started;
    ratios.push(wall / (LIST + CALLS * LLM + LAST_POSTS * POST));
    // Do not count the heading, which is also posted.
    summarized += posted() - 1 - ((await readEdition())?.missing ?? 0);
    wanted += config.settings.count;

    await engine.stop();
    await app.close();
    await rm(folder, { recursive: true });
  }
  await Promise.all([lists.close(), model.close()]);
  const median = ratios.sort((a, b) => a - b)[Math.floor(RUNS / 2)] as number;
  return [
    {
      name: 'edition: wall time / critical path',
      value: Number(median.toFixed(3)),
      unit: 'ratio',
      limit: 1.3,
      // An edition without summaries or without cards would be faster.
      of: { count: summarized, unit: 'cards with their summaries', least: wanted },
    },
  ];
}

function slowPublisher(inner: Publisher, wait: () => Promise<void>) {
  let count = 0;
  const publisher: Publisher = {
    ...inner,
    async send(to, card, key) {
      count += 1;
      await wait();
      return inner.send(to, card, key);
    },
  };
  return { publisher, posted: () => count };
}
