import { expect, test } from 'vitest';
import { createWarmUp } from '../../../src/app/summaries/warm-up.ts';
import { createStillClock, failure, NOON } from '../editions/harness.ts';

const MINUTE = 60_000;
const settle = () => new Promise((resolve) => setImmediate(resolve));

function start() {
  const clock = createStillClock(NOON);
  const warmUp = createWarmUp(clock);
  const started: number[] = [];
  const answers: PromiseWithResolvers<number>[] = [];
  /** Makes the next request; its answer comes when `answers` resolves. */
  const ask = () => {
    const at = answers.push(Promise.withResolvers<number>()) - 1;
    const answer = warmUp(() => {
      started.push(at);
      return (answers[at] as PromiseWithResolvers<number>).promise;
    });
    // A test can leave an answer aside.
    answer.catch(() => {});
    return answer;
  };
  return { clock, started, answers, ask };
}

test('the first request runs alone, and the others start together when it has its answer', async () => {
  const { started, answers, ask } = start();
  const asked = [ask(), ask(), ask()];
  await settle();
  expect(started).toEqual([0]);
  answers[0]?.resolve(7);
  await settle();
  expect(started).toEqual([0, 1, 2]);
  answers[1]?.resolve(8);
  answers[2]?.resolve(9);
  expect(await Promise.all(asked)).toEqual([7, 8, 9]);
});

test('the others also start when the first request has failed, which reaches only its caller', async () => {
  const { started, answers, ask } = start();
  const [first, second] = [ask(), ask()];
  const down = new Error('down');
  answers[0]?.reject(down);
  answers[1]?.resolve(8);
  expect(await failure(first)).toBe(down);
  expect(await second).toBe(8);
  expect(started).toEqual([0, 1]);
});

test('a first request without an answer holds up the others for three seconds, once', async () => {
  const { clock, started, ask } = start();
  void ask();
  void ask();
  clock.advance(2_999);
  await settle();
  expect(started).toEqual([0]);
  clock.advance(1);
  await settle();
  expect(started).toEqual([0, 1]);
  void ask();
  await settle();
  expect(started).toEqual([0, 1, 2]);
});

test('requests start at once within five minutes of the last one, and one runs alone again after an hour', async () => {
  const { clock, started, answers, ask } = start();
  void ask();
  answers[0]?.resolve(7);
  await settle();
  for (let at = 1; at <= 3; at += 1) {
    clock.advance(5 * MINUTE - 1);
    void ask();
    answers[at]?.resolve(at);
    await settle();
  }
  expect(started).toEqual([0, 1, 2, 3]);
  clock.advance(60 * MINUTE);
  void ask();
  void ask();
  await settle();
  expect(started).toEqual([0, 1, 2, 3, 4]);
  answers[4]?.resolve(4);
  await settle();
  expect(started).toEqual([0, 1, 2, 3, 4, 5]);
});
