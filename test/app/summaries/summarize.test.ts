import pLimit from 'p-limit';
import { describe, expect, test } from 'vitest';
import { createBudget } from '../../../src/app/summaries/budget.ts';
import { createSummarize } from '../../../src/app/summaries/summarize.ts';
import { SummaryError, TemporaryError } from '../../../src/domain/errors.ts';
import type { Paper } from '../../../src/domain/paper/paper.ts';
import type { StoredSummary, SummaryWork } from '../../../src/domain/paper/summary.ts';
import type { Summarizer } from '../../../src/ports/summarizer.ts';
import { makePaper, makeSummary, ONE_REQUEST } from '../../fixtures/papers.ts';
import { createStage, failure, makePapers, storedSummary } from '../editions/harness.ts';

const paper = makePaper();

/** Creates a `summarize` whose model calls `answer`; `asked` collects the ids of the papers in the requests. */
async function start(
  answer: (paper: Paper) => Promise<StoredSummary> = async () => storedSummary(),
  { width = 2, most = null }: { width?: number; most?: number | null } = {},
) {
  const { parts: stageDeps, store, log, stop, clock } = await createStage([]);
  const asked: string[] = [];
  const budget = createBudget({ store, clock }, most);
  const summarizer: Summarizer = {
    ...{ model: 'fake', promptVersion: '1' },
    summarize(paper) {
      asked.push(paper.id);
      return answer(paper);
    },
  };
  const parts = { ...stageDeps, budget };
  const again = () => createSummarize({ ...parts, summarizer }, pLimit(width));
  return { ...{ parts, store, log, stop, clock, asked, again }, summarize: again() };
}

describe('one summary per paper', () => {
  test('concurrent callers share one request', async () => {
    const { summarize, asked } = await start();
    const summaries = await Promise.all([summarize(paper), summarize(paper), summarize(paper)]);
    expect(summaries.map((summary) => summary?.summary)).toEqual(Array(3).fill(makeSummary().summary));
    expect(asked).toEqual([paper.id]);
  });

  test('a stored one is returned, also after a restart, with its model and prompt version', async () => {
    const { summarize, again, asked, store } = await start();
    await summarize(paper);
    expect(await summarize(paper)).toEqual(storedSummary());
    expect(await again()(paper)).toEqual(storedSummary());
    expect(asked).toHaveLength(1);
    expect((await store.summaries([paper.id])).get(paper.id)).toEqual(storedSummary());
  });

  test('a stored one is returned even without a summariser or an abstract', async () => {
    const { summarize, parts } = await start();
    await summarize(paper);
    const without = createSummarize({ ...parts, summarizer: null }, pLimit(1));
    expect(await without({ ...paper, abstract: '' })).toEqual(storedSummary());
  });
});

describe('no request is made', () => {
  test('without an abstract', async () => {
    const { summarize, asked } = await start();
    expect(await summarize({ ...paper, abstract: '' })).toBeNull();
    expect(asked).toEqual([]);
  });

  test('without a summariser', async () => {
    const { parts, asked } = await start();
    expect(await createSummarize({ ...parts, summarizer: null }, pLimit(1))(paper)).toBeNull();
    expect(asked).toEqual([]);
  });
});

describe('a failure', () => {
  test.each([
    ['of the model', new SummaryError('flawed', 'still wrong'), 'warn', 'flawed'],
    ['that may pass', new TemporaryError('rate-limited'), 'warn', 'temporary'],
    ['of our own', new TypeError('a bug'), 'error', undefined],
  ])('%s results in no summary, is logged, and is retried later', async (_name, error, level, kind) => {
    const errors = [error];
    const { summarize, asked, store, log, clock } = await start(async () => {
      const next = errors.shift();
      if (next) throw next;
      return storedSummary();
    });
    expect(await summarize(paper)).toBeNull();
    expect(await store.summaries([paper.id])).toEqual(new Map());
    expect(log.lines).toEqual([expect.objectContaining({ level })]);
    expect(log.lines[0]?.fields.kind).toBe(kind);

    clock.advance(30 * 60_000);
    expect(await summarize(paper)).toMatchObject(makeSummary());
    expect(asked).toHaveLength(2);
  });

  test('that cost tokens is not repeated immediately for the next place', async () => {
    const { summarize, asked, clock } = await start(async () => {
      throw new SummaryError('flawed', 'still wrong');
    });
    expect(await summarize(paper)).toBeNull();
    clock.advance(30 * 60_000 - 1);
    expect(await summarize(paper)).toBeNull();
    expect(asked).toHaveLength(1);
  });

  test('of one paper does not affect the others', async () => {
    const { summarize } = await start(async ({ id }) => {
      if (id === '2608.00002') throw new SummaryError('refused', 'no');
      return storedSummary();
    });
    const summaries = await Promise.all(makePapers(3).map((paper) => summarize(paper)));
    expect(summaries.map((summary) => summary !== null)).toEqual([true, false, true]);
  });

  test('caused by stopping is passed on, so that it does not count as "no summary"', async () => {
    const { summarize, stop, log } = await start(async () => {
      stop.abort(new Error('stopping'));
      throw new Error('aborted');
    });
    expect((await failure(summarize(paper))).message).toBe('stopping');
    expect(log.lines).toEqual([]);
  });
});

test('no more papers than the limit are summarised concurrently, and none is left out', async () => {
  let running = 0;
  let most = 0;
  const { summarize, asked } = await start(
    async () => {
      running += 1;
      most = Math.max(most, running);
      // After this wait, all permitted requests are running.
      await new Promise(setImmediate);
      running -= 1;
      return storedSummary();
    },
    { width: 3 },
  );
  const summaries = await Promise.all(makePapers(7).map((paper) => summarize(paper)));
  expect(summaries).not.toContain(null);
  expect(most).toBe(3);
  expect(asked).toHaveLength(7);
});

test('one paper is summarised first, and the others after it, so that the server has cached the prompt', async () => {
  const first = Promise.withResolvers<void>();
  const { summarize, asked } = await start(
    async ({ id }) => {
      if (id === papers[0]?.id) await first.promise;
      return storedSummary();
    },
    { width: 3 },
  );
  const papers = makePapers(3);
  const summaries = Promise.all(papers.map((paper) => summarize(paper)));
  await expect.poll(() => asked).toEqual([papers[0]?.id]);
  await new Promise(setImmediate);
  expect(asked).toHaveLength(1);
  first.resolve();
  expect(await summaries).not.toContain(null);
  expect(asked).toEqual(papers.map(({ id }) => id));
});

describe('the outcome of attempts', () => {
  const flaw = { check: 'number', severity: 'refuse' } as const;
  const warning = { check: 'opening', severity: 'warn' } as const;
  const done = (flaws: SummaryWork['flaws']) => ({ ...storedSummary(), work: { ...ONE_REQUEST, flaws } });

  test.each([
    ['good', async () => done([])],
    ['good', async () => done([warning])],
    ['repaired', async () => done([flaw])],
    ['flawed', () => Promise.reject(new SummaryError('flawed', 'wrong', { ...ONE_REQUEST, flaws: [flaw] }))],
    ['refused', () => Promise.reject(new SummaryError('refused', 'no'))],
    ['temporary', () => Promise.reject(new TemporaryError('down'))],
  ] as const)('is counted: %s', async (outcome, answer) => {
    const { summarize, store } = await start(answer);
    await summarize(paper);
    const counts = await store.summaryCounts();
    expect(counts.filter(({ name }) => name === 'outcome')).toEqual([
      { name: 'outcome', label: outcome, count: 1 },
    ]);
  });
});

describe('the daily token limit', () => {
  test('stops requests until the next day when it is reached; stored summaries are still returned', async () => {
    const { summarize, asked, parts, store, clock, log } = await start(undefined, { most: 1_000 });
    await summarize(paper);
    await store.addUsage({ model: 'm', promptTokens: 900, completionTokens: 100 }, clock.now());
    const other = makePaper({ id: '2608.00002' });
    expect(await summarize(other)).toBeNull();
    expect(await summarize(paper)).toEqual(storedSummary());
    expect(parts.budget.isSpent()).toBe(true);
    expect(log.lines.map(({ sentence }) => sentence)).toContain(
      'No summary for a paper: the daily token limit has been reached',
    );
    clock.advance(24 * 60 * 60_000);
    expect(await summarize(other)).toEqual(storedSummary());
    expect(parts.budget.isSpent()).toBe(false);
    expect(asked).toEqual([paper.id, other.id]);
  });
});

describe('a summary of another model or prompt', () => {
  const old = { ...storedSummary(), summary: '예전 요약입니다.' };

  test.each([
    ['another prompt', { promptVersion: '0' }, true],
    ['another model', { model: 'older' }, true],
    ['a smaller one of the same family', { model: 'fake-mini-2026-01-01' }, true],
    ['a dated version of the model', { model: 'fake-2026-01-01' }, false],
    ['a tag of the model', { model: 'fake:latest' }, false],
    ['the same', {}, false],
  ])('is replaced only on demand: %s', async (_what, change, isNew) => {
    const { summarize, store, asked, clock } = await start();
    await store.savePaper(paper, clock.now());
    await store.saveSummary(paper.id, { ...old, ...change }, clock.now());
    expect((await summarize(paper))?.summary).toBe(old.summary);
    expect(asked).toEqual([]);
    const fresh = await summarize(paper, { refreshes: true });
    expect(fresh?.summary).toBe(isNew ? storedSummary().summary : old.summary);
    expect((await store.summaries([paper.id])).get(paper.id)?.summary).toBe(fresh?.summary);
  });

  test('is kept if a new one fails', async () => {
    const { summarize, store, clock } = await start(() => Promise.reject(new TemporaryError('down')));
    await store.saveSummary(paper.id, { ...old, model: 'older' }, clock.now());
    expect((await summarize(paper, { refreshes: true }))?.summary).toBe(old.summary);
  });
});
