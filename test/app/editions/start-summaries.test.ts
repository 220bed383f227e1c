import { describe, expect, test, vi } from 'vitest';
import { startSummaries } from '../../../src/app/editions/start-summaries.ts';
import type { Summary } from '../../../src/domain/paper/paper.ts';
import { makeSummary } from '../../fixtures/papers.ts';
import { createStillClock, failure, makePapers, NOON } from './harness.ts';

const HOUR = 3_600_000;
const TIMEOUT = 90_000;
const papers = makePapers(3);
const [first, second] = papers as [(typeof papers)[number], (typeof papers)[number]];

function start() {
  const clock = createStillClock(NOON);
  const stop = new AbortController();
  const answers = new Map(papers.map(({ id }) => [id, Promise.withResolvers<Summary | null>()]));
  const asked: string[] = [];
  const summaryOf = startSummaries(
    {
      summarize: ({ id }) => {
        asked.push(id);
        return answers.get(id)?.promise ?? Promise.resolve(null);
      },
      clock,
      signal: stop.signal,
    },
    papers,
  );
  return {
    clock,
    stop,
    asked,
    summaryOf,
    answer: (id: string, it: Summary | null) => answers.get(id)?.resolve(it),
    answers,
  };
}

/** Lets the callbacks of all settled promises run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test('all summaries start immediately, and each paper gets its own', async () => {
  const { asked, summaryOf, answer } = start();
  expect(asked).toEqual(papers.map(({ id }) => id));
  const summary = makeSummary();
  answer(second.id, summary);
  answer(first.id, null);
  expect(await summaryOf(second)).toBe(summary);
  expect(await summaryOf(first)).toBeNull();
});

describe.each([
  ['stays', 0],
  ['is set an hour forward', HOUR],
  ['is set an hour back', -HOUR],
])('the wall clock %s', (_what, move) => {
  test('the wait for a summary ends when no summary has arrived for 90 seconds', async () => {
    const { clock, summaryOf, answer } = start();
    const ended = vi.fn();
    const summary = summaryOf(first).finally(ended);
    clock.moveWall(move);
    clock.advance(TIMEOUT - 1);
    await settle();
    expect(ended).not.toHaveBeenCalled();
    // Another summary arrives, so the model is not hanging.
    answer(second.id, makeSummary());
    await settle();
    clock.advance(1);
    clock.moveWall(move);
    clock.advance(TIMEOUT - 2);
    await settle();
    expect(ended).not.toHaveBeenCalled();
    clock.advance(1);
    expect(await summary).toBeNull();
  });

  test('a hanging model delays an edition by the timeout once', async () => {
    const { clock, summaryOf } = start();
    const summary = summaryOf(first);
    clock.advance(TIMEOUT);
    clock.moveWall(move);
    expect(await summary).toBeNull();
    expect(await summaryOf(second)).toBeNull();
  });
});

test('a failure reaches only the card that waits for it', async () => {
  const { summaryOf, answers, answer } = start();
  const down = new Error('down');
  answers.get(second.id)?.reject(down);
  await settle();
  answer(first.id, null);
  expect(await summaryOf(first)).toBeNull();
  expect(await failure(summaryOf(second))).toBe(down);
});

test('a stop ends the wait', async () => {
  const { stop, summaryOf } = start();
  const summary = failure(summaryOf(first));
  stop.abort(new Error('stopping'));
  expect(await summary).toBe(stop.signal.reason);
});
